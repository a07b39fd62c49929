# A pragma keeps it.
=== before
FROM debian:12
# dfopt: pin
ARG GIT_COMMIT
RUN apt-get update && apt-get install -y curl
=== blocked
nothing
