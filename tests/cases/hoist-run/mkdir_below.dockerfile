# Who makes the directory would own it (B 8).
=== before
FROM debian:12
COPY --chown=1000:1000 . /app
RUN apt-get update && apt-get install -y curl && mkdir -p /app/data
=== blocked
both touch /app
