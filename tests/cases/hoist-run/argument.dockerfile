# What is installed is only known at build time.
=== before
FROM debian:12
ARG PACKAGES
COPY . /app
RUN apt-get update && apt-get install -y $PACKAGES
=== blocked
`apt-get install` installs what is only known at build time
