# A step that is not understood installs from the index that it refreshes.
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y gcc
RUN make -C /app && apt-get install -y curl
=== blocked
a step below installs from the package index that it refreshes
=== file Makefile
all:
