# The project itself is installed.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install -e .
=== file setup.py
1
