# No tag is added.
=== before
FROM scratch
FROM a AS base
FROM base
=== blocked
nothing
