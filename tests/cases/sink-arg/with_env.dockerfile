# The ENV that takes it over comes along (F 9).
=== before
FROM debian:12
ARG VERSION
ENV VERSION=$VERSION
RUN apt-get update && apt-get install -y curl
COPY . /app
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl
ARG VERSION
ENV VERSION=$VERSION
COPY . /app
