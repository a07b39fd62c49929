# Awk reads the environment.
=== before
FROM debian:12
ARG VERSION
RUN apt-get update && apt-get install -y gawk && awk 'BEGIN { print ENVIRON["VERSION"] }' > /version
RUN echo "$VERSION" > /again
