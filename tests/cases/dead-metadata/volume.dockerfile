# VOLUME adds up.
=== before
FROM a
VOLUME /a
RUN x
VOLUME /b
=== blocked
nothing
