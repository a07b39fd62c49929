# A comment inside a value would be lost.
=== before
FROM a
ENV A=1
ENV B x \
# c
 y
=== blocked
a comment stands in the middle
