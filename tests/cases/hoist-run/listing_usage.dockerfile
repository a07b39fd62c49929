# What follows -d is a number, and du adds up the working directory.
=== before
FROM debian:12
WORKDIR /app
COPY lib lib
RUN du -d 1 > /sizes && apt-get update && apt-get install -y gcc
=== blocked
both touch /app
=== file lib/libapp.so
x
