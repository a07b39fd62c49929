# The base stage may have another user.
=== before
FROM a AS one
USER app
FROM one
USER app
RUN x
=== blocked
nothing
