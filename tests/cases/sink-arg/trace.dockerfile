# The shell expands what it writes before each command.
=== before
FROM debian:12
ARG VERSION
RUN set -x && PS4='$VERSION' && apt-get update && apt-get install -y curl 2> /log
RUN echo "$VERSION" > /again
=== blocked
`RUN set -x && PS4='$VERSION' && apt-get updat...` may read it: PS4 is set
