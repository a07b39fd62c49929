# A volume of the base image may discard what the first part leaves (B 24).
=== before
FROM example/node
COPY x /app/x
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && cp /app/x /y
