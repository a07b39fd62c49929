# Values may read variables: labels cannot.
=== before
FROM a
ENV A=1
LABEL a=$A
LABEL b=$a
=== after
FROM a
ENV A=1
LABEL a=$A \
    b=$a
