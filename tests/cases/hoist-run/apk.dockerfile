# Packages of Alpine.
=== before
FROM alpine:3.20
WORKDIR /app
COPY . .
RUN apk add --no-cache git bash
=== after
FROM alpine:3.20
WORKDIR /app
RUN apk add --no-cache git bash
COPY . .
