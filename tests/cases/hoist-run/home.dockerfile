# HOME lies among the sources (B 7).
=== before
FROM debian:12
ENV HOME=/app
COPY . /app
RUN curl -fsSL https://example.com/x -o /opt/x
=== blocked
both touch /app
