# A calculation finds the variable by the value of another.
=== before
FROM debian:12
SHELL ["/bin/bash", "-c"]
ARG VERSION
RUN apt-get update && apt-get install -y curl && NAME=VERSION && echo $((NAME)) > /version
RUN echo "$VERSION" > /again
=== blocked
`RUN apt-get update && apt-get install -y curl...` may read it: a value is calculated from the values of other variables
