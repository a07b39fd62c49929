# A cut behind a refresh of the index (B 9).
=== before
FROM debian:12
COPY . /app
RUN apt-get update && cat /app/packages && apt-get install -y curl
=== blocked
both touch /app/packages
=== file packages
curl
