# Packages of others may bring programs to /usr/local/bin.
=== before
FROM debian:12
RUN echo "deb [trusted=yes] https://packages.example.org stable main" > /etc/apt/sources.list.d/example.list
COPY setup.sh /usr/local/bin/
RUN apt-get update && apt-get install -y example
=== blocked
both touch /usr/local
=== file setup.sh
true
