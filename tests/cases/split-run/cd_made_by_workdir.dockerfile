# The WORKDIR above makes the directory.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN cd /app && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/* && cp a /home/a
=== after
FROM debian:12
WORKDIR /app
RUN cd /app && apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
COPY . .
RUN cd /app && cp a /home/a
=== file a
x
