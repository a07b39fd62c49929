# The part of a RUN that needs nothing of what is copied goes above it.
=== before
FROM debian:12
COPY . /app
RUN set -eux; apt-get update; apt-get install -y curl; cat /app/x
=== after
FROM debian:12
RUN set -eux; apt-get update; apt-get install -y curl
COPY . /app
RUN set -eux; cat /app/x
=== file x
x
