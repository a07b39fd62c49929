# The version is read from the sources.
=== before
FROM python:3.12
COPY . /app
RUN pip install "poetry==$(cat /app/version)"
