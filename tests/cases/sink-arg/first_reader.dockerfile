# It stops above the RUN that reads it.
=== before
FROM debian:12
ARG BUILD_DATE
RUN apt-get update && apt-get install -y curl
RUN echo $BUILD_DATE > /date
=== after
FROM debian:12
RUN apt-get update && apt-get install -y curl
ARG BUILD_DATE
RUN echo $BUILD_DATE > /date
