# The RUN changes it
=== before
FROM debian:12
COPY docker-entrypoint.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl && chmod +x /usr/local/bin/docker-entrypoint.sh
=== blocked
both touch /usr/local
=== file docker-entrypoint.sh
#!/bin/sh
