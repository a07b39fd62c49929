# Only what does not refer is merged.
=== before
FROM a
ENV A=1
ENV B=$A/bin
ENV C=3
=== after
FROM a
ENV A=1
ENV B=$A/bin \
    C=3
