# Awk reads the environment.
=== before
FROM debian:12
ARG VERSION
RUN apt-get update && apt-get install -y gawk && awk 'BEGIN { print ENVIRON["VERSION"] }' > /version
RUN echo "$VERSION" > /again
=== blocked
`RUN apt-get update && apt-get install -y gawk...` may read it: `awk` has a script that may read or write other files
