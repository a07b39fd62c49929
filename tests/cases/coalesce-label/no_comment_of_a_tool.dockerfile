# A pragma of another program.
=== before
FROM a
LABEL a=1
# checkov:skip=X
LABEL b=2
=== blocked
the comment above
