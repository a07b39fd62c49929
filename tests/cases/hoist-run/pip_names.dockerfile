# Packages by name.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir gunicorn==22.0.0
=== after
FROM python:3.12
WORKDIR /app
RUN pip install --no-cache-dir gunicorn==22.0.0
COPY . .
