# A slash at the end is part of the configuration.
=== before
FROM a
WORKDIR /app
WORKDIR /app/
=== blocked
nothing
