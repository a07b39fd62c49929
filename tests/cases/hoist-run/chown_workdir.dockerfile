# buildah makes the directory for whoever comes first (B 1).
=== before
FROM debian:12
WORKDIR /app
COPY --chown=1000:1000 . .
RUN apt-get update && apt-get install -y curl
=== blocked
`COPY --chown=1000:1000 . .` comes first below a WORKDIR: with buildah it makes that directory
