# The shell options change nothing.
=== before
FROM debian:12
COPY . /app
RUN set -eux; apt-get update; apt-get install -y --no-install-recommends curl; rm -rf /var/lib/apt/lists/*
=== after
FROM debian:12
RUN set -eux; apt-get update; apt-get install -y --no-install-recommends curl; rm -rf /var/lib/apt/lists/*
COPY . /app
