# What is crossed does not read the argument, it defines what the argument is made of (B 29).
=== before
FROM debian:12
ARG Y=1
ARG VERSION=$Y
ENV Y=2
RUN apt-get update && apt-get install -y curl
LABEL version=$VERSION
=== blocked
`ENV Y=2` has to stay below it
