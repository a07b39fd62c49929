# Another declaration of the name stays below.
=== before
FROM debian:12
ARG VERSION=1
ENV VERSION=2
RUN apt-get update && apt-get install -y curl
=== blocked
`ENV VERSION=2` has to stay below it
