# Only a part of the value has a default.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG TOOL
ENV INSTALL="$TOOL install"
WORKDIR /app
COPY . .
RUN pip install gunicorn && $INSTALL flask
=== blocked
a command is only known at build time
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
