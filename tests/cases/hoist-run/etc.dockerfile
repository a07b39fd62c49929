# The COPY may bring configuration of apt.
=== before
FROM debian:12
COPY conf /etc/apt/
RUN apt-get update && apt-get install -y curl
=== blocked
stays below `COPY conf /etc/apt/`
