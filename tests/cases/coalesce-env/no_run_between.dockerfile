# Not across another instruction.
=== before
FROM a
ENV A=1
RUN x
ENV B=2
=== blocked
nothing
