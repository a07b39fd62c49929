# A relative path leads further.
=== before
FROM a
WORKDIR app
WORKDIR app
=== blocked
nothing
