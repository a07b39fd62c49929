# The script itself gives the variable another value.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG install="pip install"
WORKDIR /app
COPY . .
RUN pip install gunicorn; install=$(cat requirements.txt) && $install flask
=== blocked
a command is only known at build time
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
