# An environment outside of the sources, whose pip is called by its path.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
