# The environment's directory is a link to the sources.
=== before
FROM python:3.12
RUN ln -s /app/env /opt/venv
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
=== blocked
both touch /app/env
=== file requirements.txt
flask==3.0.0
=== file app.py
1
