# A later RUN installs from the index.
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y curl && cp /app/x /opt/x
RUN apt-get install -y wget
=== blocked
a step below installs from the package index that it refreshes
=== file x
x
