# Not across a section header.
=== before
FROM a
LABEL a=1
# Part

LABEL b=2
=== blocked
a header stands between it and the one above
