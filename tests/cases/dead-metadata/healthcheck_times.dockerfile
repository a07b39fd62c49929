# The classic builder keeps the interval for the second one.
=== before
FROM a
HEALTHCHECK --interval=5s CMD x
RUN y
HEALTHCHECK --timeout=3s CMD z
=== blocked
the classic builder would keep its times
