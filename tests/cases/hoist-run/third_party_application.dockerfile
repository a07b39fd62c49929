# Packages of others leave the directories of an application alone.
=== before
FROM debian:12
RUN mkdir -p /etc/apt && echo "deb https://example.org/apt ./" > /etc/apt/other.list
COPY . /app
RUN apt-get update && apt-get install -y other
=== after
FROM debian:12
RUN mkdir -p /etc/apt && echo "deb https://example.org/apt ./" > /etc/apt/other.list
RUN apt-get update && apt-get install -y other
COPY . /app
=== file x
x
