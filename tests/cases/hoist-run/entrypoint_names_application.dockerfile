# A script that is started later is no configuration.
=== before
FROM debian:12
COPY docker-entrypoint.sh /
COPY . /app
RUN apt-get update && apt-get install -y curl
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY docker-entrypoint.sh /
COPY . /app
=== file docker-entrypoint.sh
exec /app/main
