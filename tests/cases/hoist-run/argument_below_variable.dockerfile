# BuildKit takes what comes last.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ENV install=./tool
ARG install="pip install"
WORKDIR /app
COPY . .
RUN $install flask
=== after
FROM python:3.12-slim
ENV install=./tool
ARG install="pip install"
WORKDIR /app
RUN $install flask
COPY . .
=== file tool
#!/bin/sh
