# What a command leaves in /dev is gone with its RUN.
=== before
FROM debian:12
COPY . /app
RUN curl -fsSL https://example.org/a.tgz -o /dev/shm/a.tgz && cp /app/x /opt/x && tar xf /dev/shm/a.tgz -C /opt
=== file x
x
