# A moved instruction that is merged in the next round.
=== before
FROM a
ENV B=1
ONBUILD ENV B=2
ENV A=1
ONBUILD ENV A=1
=== after
FROM a
ONBUILD ENV B=2
ONBUILD ENV A=1
ENV B=1 \
    A=1
