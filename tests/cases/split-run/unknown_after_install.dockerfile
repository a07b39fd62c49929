# The index is gone, but what is not known may still change what was installed, in place (B 27).
# options: engine=buildkit
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y gcc make && rm -rf /var/lib/apt/lists/* && make
=== blocked
what follows may change installed files: `make`
=== file Makefile
all:
