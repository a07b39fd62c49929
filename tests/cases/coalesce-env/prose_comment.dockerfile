# A note is no pragma.
=== before
FROM a
ENV A=1
# NOTE: two
ENV B=2
=== after
FROM a
ENV A=1 \
    # NOTE: two
    B=2
