# A script to start with lies where packages put nothing, and none of them calls it
=== before
FROM debian:12
COPY docker-entrypoint.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY docker-entrypoint.sh /usr/local/bin/
=== file docker-entrypoint.sh
#!/bin/sh
