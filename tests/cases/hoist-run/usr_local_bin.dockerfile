# The COPY may bring a program that is called.
=== before
FROM debian:12
COPY bin /usr/local/bin/
RUN apt-get update && apt-get install -y curl
=== blocked
stays below
