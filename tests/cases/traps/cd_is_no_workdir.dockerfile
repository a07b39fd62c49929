# `cd` in a RUN ends with it.
=== before
FROM a
RUN cd /tmp && x
COPY a.txt .
=== blocked
nothing
