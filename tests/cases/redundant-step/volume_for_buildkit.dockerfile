# For BuildKit a VOLUME is a word in the configuration.
# options: engine=buildkit
=== before
FROM a
WORKDIR /app
VOLUME /app/data
WORKDIR /app
RUN x
=== after
FROM a
WORKDIR /app
VOLUME /app/data
RUN x
