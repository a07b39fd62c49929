# A variable names a file among the sources (B 7).
=== before
FROM debian:12
ENV APT_CONFIG=/app/apt.conf
COPY . /app
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /app
