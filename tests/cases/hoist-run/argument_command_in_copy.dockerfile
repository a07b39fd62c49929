# The default names a program of the project.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG install="./install.sh"
WORKDIR /app
COPY . .
RUN pip install gunicorn && $install flask
=== blocked
is not known
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
