# Stages are numbered.
=== before
FROM a
RUN x
FROM b
COPY --from=0 /x /x
=== blocked
nothing
