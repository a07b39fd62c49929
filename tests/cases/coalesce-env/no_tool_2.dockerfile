# A comment of a program about the next line.
=== before
FROM a
ENV A=1
# shellcheck disable=SC2034
ENV B=2
=== blocked
the comment above
