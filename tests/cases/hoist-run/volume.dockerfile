# What is below a volume may be discarded (B 24).
=== before
FROM debian:12
COPY . /app
VOLUME /var/lib/x
RUN apt-get update && apt-get install -y curl
=== blocked
`VOLUME /var/lib/x` stands between, and builders disagree about what is below a volume
