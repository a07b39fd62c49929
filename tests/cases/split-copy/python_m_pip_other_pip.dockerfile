# The project brings a pip of its own.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
=== file pip/__main__.py
1
