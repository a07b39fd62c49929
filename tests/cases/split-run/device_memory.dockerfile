# What a command leaves in /dev is gone with its RUN.
=== before
FROM debian:12
COPY . /app
RUN curl -fsSL https://example.org/a.tgz -o /dev/shm/a.tgz && cp /app/x /opt/x && tar xf /dev/shm/a.tgz -C /opt
=== blocked
its first commands leave what ends with the step to those that follow
=== file x
x
