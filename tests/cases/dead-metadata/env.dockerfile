# What is set again may have been read before.
=== before
FROM a
ENV A=1
RUN x
ENV A=2
ARG B=1
RUN y
ARG B=2
=== blocked
nothing
