# So it does under another name, with a mode
# options: engine=buildkit
=== before
FROM alpine:3.20
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/entrypoint
RUN apk add --no-cache curl 2>&1
=== after
FROM alpine:3.20
RUN apk add --no-cache curl 2>&1
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/entrypoint
=== file docker-entrypoint.sh
#!/bin/sh
