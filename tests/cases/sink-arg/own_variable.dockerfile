# apt reads this one.
=== before
FROM debian:12
ARG APT_COMMIT
RUN apt-get update && apt-get install -y curl
=== blocked
may read APT_COMMIT
