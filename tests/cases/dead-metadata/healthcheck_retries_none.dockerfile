# The classic builder keeps the number even where there is nothing to try.
=== before
FROM a
HEALTHCHECK --retries=7 CMD x
HEALTHCHECK NONE
=== blocked
the classic builder would keep its times
