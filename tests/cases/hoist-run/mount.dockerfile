# A mount of the sources.
=== before
# syntax=docker/dockerfile:1
FROM debian:12
COPY . /app
RUN --mount=type=bind,target=/app apt-get update && apt-get install -y curl
=== blocked
both touch /app
