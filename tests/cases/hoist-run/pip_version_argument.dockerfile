# The version comes from outside, the package does not.
=== before
FROM python:3.12
ARG POETRY_VERSION=1.8.3
COPY . /app
RUN pip install "poetry==$POETRY_VERSION"
=== after
FROM python:3.12
ARG POETRY_VERSION=1.8.3
RUN pip install "poetry==$POETRY_VERSION"
COPY . /app
