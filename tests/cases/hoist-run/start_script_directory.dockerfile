# It is a directory, and may bring a program that is called
=== before
FROM debian:12
COPY bin /usr/local/bin/start.sh
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== blocked
stays below
=== file bin/apt-get
#!/bin/sh
