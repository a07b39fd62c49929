# What is copied may be a directory
=== before
FROM debian:12
COPY docker-entrypoint.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== blocked
stays below
