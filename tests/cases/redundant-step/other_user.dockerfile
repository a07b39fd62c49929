# Another user in between.
=== before
FROM a
USER app
USER root
USER app
RUN x
=== blocked
nothing
