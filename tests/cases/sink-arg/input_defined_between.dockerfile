# The crossed ENV defines what the argument is made of (B 29).
=== before
FROM debian:12
ARG Y=1
ARG VERSION=$Y
ENV Y=2
RUN apt-get update && apt-get install -y curl
RUN echo "$VERSION" > /version
=== blocked
`ENV Y=2` has to stay below it
