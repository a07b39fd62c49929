# A shell form of CMD stays on its side of SHELL.
# options: engine=buildkit
=== before
FROM a
CMD start
RUN x
SHELL ["/bin/bash", "-c"]
RUN y
=== blocked
nothing
