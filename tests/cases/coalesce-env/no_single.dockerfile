# One is one.
=== before
FROM a
ENV A=1
=== blocked
nothing
