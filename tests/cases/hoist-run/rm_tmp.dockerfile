# What it deletes is copied (B 11).
=== before
FROM debian:12
COPY x /tmp/x
RUN apt-get update && apt-get install -y curl && rm -rf /tmp/*
=== blocked
stays below
