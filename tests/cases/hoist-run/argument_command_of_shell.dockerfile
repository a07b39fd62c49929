# The default is a shell script of the project.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG install="sh install.sh"
WORKDIR /app
COPY . .
RUN pip install gunicorn && $install flask
=== blocked
shell
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
