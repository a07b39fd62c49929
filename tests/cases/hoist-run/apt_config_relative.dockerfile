# APT_CONFIG names a file in the working directory.
=== before
FROM debian:12
ENV APT_CONFIG=apt.conf
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /app
=== file apt.conf
APT::Install-Recommends "false";
