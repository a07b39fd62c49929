# Not across a section header.
=== before
FROM a
LABEL a=1
# Part

LABEL b=2
