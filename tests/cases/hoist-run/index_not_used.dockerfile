# A step that is not understood refreshes the index itself.
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y gcc
RUN make -C /app && apt-get update && apt-get install -y curl
=== after
FROM debian:12
RUN apt-get update && apt-get install -y gcc
COPY . /app
RUN make -C /app && apt-get update && apt-get install -y curl
=== file Makefile
all:
