# One of each is none too many.
=== before
FROM a
USER app
WORKDIR /app
RUN x
=== blocked
nothing
