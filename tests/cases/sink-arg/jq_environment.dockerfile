# Jq reads the environment.
=== before
FROM debian:12
ARG VERSION
RUN apt-get update && apt-get install -y jq && jq -n '{version: env.VERSION}' > /version.json
RUN echo "$VERSION" > /again
=== blocked
`RUN apt-get update && apt-get install -y jq &...` may read it: `jq` has a script that may read or write other files
