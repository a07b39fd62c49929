# The first step after the WORKDIR makes its directory alike.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y curl
=== after
FROM debian:12
WORKDIR /app
RUN apt-get update && apt-get install -y curl
COPY . .
