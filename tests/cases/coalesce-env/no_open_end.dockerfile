# The file ends inside a continuation.
=== before
FROM a
ENV A=1
ENV B=2 \
<no newline>
=== blocked
a pragma keeps this ENV as it is
