# A directory at the top may overwrite anything
=== before
FROM debian:12
COPY rootfs /
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== blocked
stays below
=== file rootfs/etc/apt/sources.list
deb x
