# A comment is kept above its pair.
=== before
FROM a
ENV A=1
# what B is for
ENV B=2
=== after
FROM a
ENV A=1 \
    # what B is for
    B=2
