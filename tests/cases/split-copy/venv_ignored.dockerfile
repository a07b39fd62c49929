# An environment among the sources that .dockerignore excludes.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv .venv && .venv/bin/pip install -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv .venv && .venv/bin/pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file .dockerignore
**/.venv
