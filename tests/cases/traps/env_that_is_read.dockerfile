# ENV A is read by B, so it is not dead; B and the new A are expanded before either takes effect.
=== before
FROM a
ENV A=1
ENV B=$A
ENV A=2
=== after
FROM a
ENV A=1
ENV B=$A \
    A=2
