# Packages of the distribution have nothing to do with the sources.
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y curl
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl
COPY . /app
