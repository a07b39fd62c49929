# A variable of pip leads to the sources.
=== before
FROM python:3.12
ENV PIP_TARGET=/app/lib
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app/lib
=== file requirements.txt
flask==3.0.0
=== file app.py
1
