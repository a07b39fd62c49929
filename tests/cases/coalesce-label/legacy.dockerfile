# The form without =.
=== before
FROM a
LABEL a one two
LABEL b 2
=== after
FROM a
LABEL a="one two" \
    b=2
