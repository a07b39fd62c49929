# Where it is made is only known at build time.
=== before
FROM python:3.12
ARG DIR=/opt/venv
WORKDIR /app
COPY . .
RUN python -m venv $DIR
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
an argument of `python` is only known at build time
=== file requirements.txt
flask==3.0.0
=== file app.py
1
