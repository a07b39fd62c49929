# What a build argument runs by default deletes what the first command has installed.
=== before
FROM python:3.12
ARG clean="rm -rf"
COPY . /app
RUN pip install --no-cache-dir uv && $clean /usr/local/lib/python3.12/test /app/x
=== blocked
what follows writes where the first commands do
