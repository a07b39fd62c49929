# VIRTUAL_ENV names a directory of the project.
=== before
FROM python:3.12
ENV VIRTUAL_ENV=/app/env
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
=== blocked
both touch /app/env
=== file requirements.txt
flask==3.0.0
=== file app.py
1
