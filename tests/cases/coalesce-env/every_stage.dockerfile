# Each stage for itself.
=== before
FROM a AS one
ENV A=1
ENV B=2
FROM one
ENV A=1
ENV C=2
=== after
FROM a AS one
ENV A=1 \
    B=2
FROM one
ENV A=1 \
    C=2
