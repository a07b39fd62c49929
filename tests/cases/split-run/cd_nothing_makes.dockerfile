# Nothing else makes the directory that it goes to.
=== before
FROM debian:12
COPY . /app
RUN cd /app && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && cp a /opt/a
=== blocked
/app has to be there
=== file a
x
