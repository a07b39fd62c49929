# LABEL, ENV and EXPOSE add up.
=== before
FROM a
EXPOSE 1
EXPOSE 2
LABEL a=1
RUN x
LABEL b=2
ENV A=1
RUN y
ENV B=2
=== blocked
nothing
