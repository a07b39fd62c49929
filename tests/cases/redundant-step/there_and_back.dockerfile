# Another directory was in force.
=== before
FROM a
WORKDIR /app
WORKDIR /src
WORKDIR /app
=== blocked
nothing
