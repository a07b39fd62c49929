# A reference starts a new group, which merges for itself.
=== before
FROM a
ENV A=1
ENV B=2
ENV C=$A
ENV D=3
=== after
FROM a
ENV A=1 \
    B=2
ENV C=$A \
    D=3
=== blocked
it reads $A
