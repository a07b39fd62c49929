# What was unpacked in front may have left links where the COPY goes.
# options: engine=buildkit
=== before
FROM debian:12
RUN curl -fsSL https://example.org/a.tgz -o /opt/a.tgz && tar xf /opt/a.tgz -C /app
COPY . /app/src/
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
=== blocked
`RUN curl -fsSL https://example.org/a.tgz -o /...` may have made a link that leads one of them elsewhere
=== file server.js
1
