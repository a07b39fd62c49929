# The RUN reads it.
=== before
FROM debian:12
ARG GIT_COMMIT
RUN echo $GIT_COMMIT > /commit && apt-get update && apt-get install -y curl
=== blocked
may read GIT_COMMIT
