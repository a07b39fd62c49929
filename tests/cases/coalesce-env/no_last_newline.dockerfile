# The file ends as it ended.
=== before
FROM a
ENV A=1
ENV B=2
<no newline>
=== after
FROM a
ENV A=1 \
    B=2
<no newline>
