# A name in single quotes is no reference.
=== before
FROM a
ENV A=1
ENV B='$A'
=== after
FROM a
ENV A=1 \
    B='$A'
