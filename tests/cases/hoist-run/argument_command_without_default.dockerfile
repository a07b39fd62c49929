# Without a default nobody knows the command.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG install
WORKDIR /app
COPY . .
RUN pip install gunicorn && $install flask
=== blocked
a command is only known at build time
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
