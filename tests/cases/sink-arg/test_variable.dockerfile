# A test asks whether the variable is set.
=== before
FROM debian:12
SHELL ["/bin/bash", "-c"]
ARG VERSION
RUN apt-get update && apt-get install -y curl && [ -v VERSION ]
RUN echo "$VERSION" > /again
=== blocked
may read VERSION
