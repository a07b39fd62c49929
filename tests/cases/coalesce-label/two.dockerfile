# Two become one.
=== before
FROM a
LABEL a=1
LABEL b="x y"
=== after
FROM a
LABEL a=1 \
    b="x y"
