# A comment between key and value would be lost.
=== before
FROM a
ENV A=1
ENV K \
# lost
 v
=== blocked
a comment stands in the middle
