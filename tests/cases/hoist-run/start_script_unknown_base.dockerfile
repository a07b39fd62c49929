# Whether the directory is there is not known
=== before
FROM example.com/base
COPY docker-entrypoint.sh /usr/local/bin/
RUN apk add --no-cache curl
=== blocked
both touch /usr/local
=== file docker-entrypoint.sh
#!/bin/sh
