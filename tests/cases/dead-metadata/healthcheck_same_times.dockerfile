# Nothing is left of the first one anywhere.
=== before
FROM a
HEALTHCHECK --interval=5s CMD x
RUN y
HEALTHCHECK --timeout=3s --interval=5s CMD z
=== after
FROM a
RUN y
HEALTHCHECK --timeout=3s --interval=5s CMD z
