# The whole file system may be overwritten.
=== before
FROM debian:12
COPY rootfs /
RUN apt-get update && apt-get install -y curl
=== blocked
stays below
