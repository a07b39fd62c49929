# Packages by name, with the module pip; nothing in the working directory is in its way.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python3 -m pip install gunicorn==22.0.0
=== after
FROM python:3.12
WORKDIR /app
RUN python3 -m pip install gunicorn==22.0.0
COPY . .
=== file app.py
1
