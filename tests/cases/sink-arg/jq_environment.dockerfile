# Jq reads the environment.
=== before
FROM debian:12
ARG VERSION
RUN apt-get update && apt-get install -y jq && jq -n '{version: env.VERSION}' > /version.json
RUN echo "$VERSION" > /again
