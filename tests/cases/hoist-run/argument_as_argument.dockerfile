# Behind the command the default says nothing: another value may be a path.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG package=flask
WORKDIR /app
COPY . .
RUN pip install $package
=== blocked
an argument of `pip` is only known at build time
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
