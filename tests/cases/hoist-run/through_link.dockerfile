# What it writes goes through a link in a directory of the system.
=== before
FROM debian:12
RUN ln -s /app /usr/local/application
COPY . /app
RUN apt-get update && apt-get install -y curl && echo yes > /usr/local/application/installed
=== blocked
both touch /app
=== file installed
no
