# BuildKit makes the directory at once.
# options: engine=buildkit
=== before
FROM debian:12
WORKDIR /app
COPY --chown=1000:1000 . .
RUN apt-get update && apt-get install -y curl
=== after
FROM debian:12
WORKDIR /app
RUN apt-get update && apt-get install -y curl
COPY --chown=1000:1000 . .
