# Above the first FROM it belongs to the whole file.
=== before
ARG VERSION=1
FROM debian:12
RUN apt-get update && apt-get install -y curl
=== blocked
nothing
