# Packages of others than the distribution fill directories of /opt (B 21).
=== before
FROM debian:12
RUN echo "deb https://example.org/apt ./" > /etc/apt/sources.list.d/other.list
COPY . /opt/other
RUN apt-get update && apt-get install -y other
=== blocked
both touch /opt
=== file x
x
