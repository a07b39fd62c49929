# Pairs that share a line get one each.
=== before
FROM a
ENV A=1 B=2
ENV C=3 D=4
=== after
FROM a
ENV A=1 \
    B=2 \
    C=3 \
    D=4
