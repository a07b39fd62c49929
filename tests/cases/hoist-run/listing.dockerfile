# Without operands ls lists the working directory.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y gcc && ls > /files
=== blocked
both touch /app
=== file lib/libapp.so
x
