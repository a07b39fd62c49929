# Its name is that of a program that may be called
=== before
FROM debian:12
COPY start /usr/local/bin/curl
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== blocked
stays below
=== file start
#!/bin/sh
