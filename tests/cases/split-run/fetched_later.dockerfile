# What follows unpacks an archive among the sources: it stays behind them, the installation does not.
# options: engine=buildkit
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y curl xz-utils && rm -rf /var/lib/apt/lists/* && curl -fsSL https://example.org/a.tgz -o a.tgz && tar xf a.tgz -C /app && rm a.tgz
=== after
FROM debian:12
WORKDIR /app
RUN apt-get update && apt-get install -y curl xz-utils && rm -rf /var/lib/apt/lists/*
COPY . .
RUN curl -fsSL https://example.org/a.tgz -o a.tgz && tar xf a.tgz -C /app && rm a.tgz
=== file server.js
1
