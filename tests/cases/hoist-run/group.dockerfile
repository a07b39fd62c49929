# What the superuser makes with another group is not as a copy makes it.
=== before
FROM debian:12
USER 0:1000
COPY src /app/src
RUN mkdir -p /app/data && apt-get update && apt-get install -y curl
=== blocked
who makes /app would own it
=== file src/a
x
