# What lies in a volume of the base image is gone with its RUN.
=== before
FROM redis:7
COPY . /app
RUN curl -fsSL https://example.org/a -o /data/a && cp /app/x /opt/x && cp /data/a /opt/a
=== blocked
its first commands leave what ends with the step to those that follow
=== file x
x
