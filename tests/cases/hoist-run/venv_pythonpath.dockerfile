# PYTHONPATH leads to the sources.
=== before
FROM python:3.12
ENV PYTHONPATH=/app/src
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
=== blocked
both touch /app/src
=== file requirements.txt
flask==3.0.0
=== file app.py
1
