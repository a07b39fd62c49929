# It stops below the COPY that is in the way (F 2).
=== before
FROM debian:12
COPY sources.list /etc/apt/sources.list
COPY . /app
RUN apt-get update && apt-get install -y curl
=== after
FROM debian:12
COPY sources.list /etc/apt/sources.list
RUN apt-get update && apt-get install -y curl
COPY . /app
