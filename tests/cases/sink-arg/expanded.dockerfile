# A COPY expands it.
=== before
FROM debian:12
ARG VERSION
COPY app-$VERSION /app
RUN apt-get update && apt-get install -y curl
=== blocked
`COPY app-$VERSION /app` has to stay below it
