# A single file at the top is not the whole file system
=== before
FROM debian:12
COPY start /
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY start /
=== file start
#!/bin/sh
