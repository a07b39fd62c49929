# Comments inside a continuation stay above their pairs.
=== before
FROM a
ENV A=1 \
    # b
    B=2
ENV C=3 \
    # d
    D=4
=== after
FROM a
ENV A=1 \
    # b
    B=2 \
    C=3 \
    # d
    D=4
