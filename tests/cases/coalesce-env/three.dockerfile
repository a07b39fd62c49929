# Three in a row become one, one pair a line, four spaces.
=== before
FROM a
ENV A=1
ENV B="2 3"
ENV C='x'
=== after
FROM a
ENV A=1 \
    B="2 3" \
    C='x'
