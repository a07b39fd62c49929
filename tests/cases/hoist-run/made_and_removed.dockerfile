# What makes a directory and removes it does not pass what makes it and leaves it.
# options: engine=buildkit
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && mkdir -p /srv/x
RUN mkdir -p /srv/x && rm -rf /srv/x
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && mkdir -p /srv/x
RUN mkdir -p /srv/x && rm -rf /srv/x
COPY . /app
=== file version
1
