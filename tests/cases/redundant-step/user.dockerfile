# The user is the same.
=== before
FROM a
USER 1000
RUN true
USER 1000
RUN true
=== after
FROM a
USER 1000
RUN true
RUN true
