# Not across an ARG.
=== before
FROM a
ENV A=1
ARG X
ENV B=2
=== blocked
nothing
