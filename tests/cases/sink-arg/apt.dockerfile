# apt reads no such variable.
=== before
FROM debian:12
ARG GIT_COMMIT
RUN apt-get update && apt-get install -y curl
LABEL commit=$GIT_COMMIT
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl
ARG GIT_COMMIT
LABEL commit=$GIT_COMMIT
