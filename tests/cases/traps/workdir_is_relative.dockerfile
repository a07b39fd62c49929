# Each WORKDIR builds on the one above.
=== before
FROM a
WORKDIR /a
WORKDIR b
WORKDIR ../c
=== blocked
nothing
