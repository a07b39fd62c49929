# Not the same path.
=== before
FROM a
WORKDIR /app
WORKDIR /app/src
=== blocked
nothing
