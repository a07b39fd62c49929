# Somebody may build on something else than the base stage.
=== before
FROM a AS one
WORKDIR /app
FROM one
WORKDIR /app
RUN x
=== blocked
nothing
