# A comment inside the keyword would be lost.
=== before
FROM a
ENV A=1
E\
# lost
NV B=2
=== blocked
a comment stands in front
