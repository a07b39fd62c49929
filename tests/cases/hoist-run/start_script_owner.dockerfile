# Who owns it is looked up among the users, to whom packages add
=== before
FROM debian:12
COPY --chown=www-data docker-entrypoint.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== blocked
stays below
=== file docker-entrypoint.sh
#!/bin/sh
