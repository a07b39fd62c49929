# Blank lines between them vanish; those above the first stay.
=== before
FROM a


ENV A=1

ENV B=2

RUN x
=== after
FROM a


ENV A=1 \
    B=2

RUN x
