# The name does not say that it changes.
=== before
FROM debian:12
ARG MIRROR
RUN apt-get update && apt-get install -y curl
=== blocked
nothing
