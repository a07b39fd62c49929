# The same with a variable that holds the argument.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG tool="pip install"
ENV setup="$tool --no-cache-dir"
WORKDIR /app
COPY . .
RUN $setup -r requirements.txt
=== after
FROM python:3.12-slim
ARG tool="pip install"
ENV setup="$tool --no-cache-dir"
WORKDIR /app
COPY requirements.txt ./
RUN $setup -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
