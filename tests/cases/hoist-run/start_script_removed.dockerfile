# The RUN removes it
=== before
FROM debian:12
COPY docker-entrypoint.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl && rm -f /usr/local/bin/*
=== blocked
both touch /usr/local
=== file docker-entrypoint.sh
#!/bin/sh
