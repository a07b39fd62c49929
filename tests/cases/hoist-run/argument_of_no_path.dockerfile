# Addresses, and arguments without a default, name nothing of the sources.
=== before
FROM python:3.12
WORKDIR /app
ARG HOST=index.example
ARG PIP_EXTRA_INDEX_URL
ENV PIP_INDEX_URL=https://$HOST/simple
COPY . .
RUN if [ -n "$DEBUG" ]; then export PIP_VERBOSE=1; fi; pip install flask
=== after
FROM python:3.12
WORKDIR /app
ARG HOST=index.example
ARG PIP_EXTRA_INDEX_URL
ENV PIP_INDEX_URL=https://$HOST/simple
RUN if [ -n "$DEBUG" ]; then export PIP_VERBOSE=1; fi; pip install flask
COPY . .
=== file app.py
1
