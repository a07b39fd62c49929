# ls lists what it is given.
# options: engine=buildkit
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y gcc && ls -l /etc/passwd
=== after
FROM debian:12
WORKDIR /app
RUN apt-get update && apt-get install -y gcc && ls -l /etc/passwd
COPY . .
=== file lib/libapp.so
x
