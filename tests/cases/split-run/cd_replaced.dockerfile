# The directory is another one behind the first command.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN cd /opt/x && curl -fsSL https://example.org/a.tgz -o /opt/x && cp /app/a /opt/x/a
=== blocked
its first commands would come to something else behind what they lead to
=== file a
x
