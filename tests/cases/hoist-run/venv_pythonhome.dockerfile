# PYTHONHOME leads to the sources.
=== before
FROM python:3.12
ENV PYTHONHOME=/app/python
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
=== blocked
both touch /app/python
=== file requirements.txt
flask==3.0.0
=== file app.py
1
