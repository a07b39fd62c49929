# The project customizes Python where it runs.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
=== file sitecustomize.py
1
