# The variables of a command are the shell's, not the builder's.
=== before
FROM a
CMD serve $PORT ${HOST:?}
RUN x
CMD serve
=== after
FROM a
RUN x
CMD serve
