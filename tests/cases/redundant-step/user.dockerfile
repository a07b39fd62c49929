# The user is the same.
=== before
FROM a
USER app
RUN x
USER app
RUN y
=== after
FROM a
USER app
RUN x
RUN y
