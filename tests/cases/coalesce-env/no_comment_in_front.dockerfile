# A comment in front of the keyword would be lost.
=== before
FROM a
ENV A=1
\
# lost
ENV C=3
=== blocked
a comment stands in front
