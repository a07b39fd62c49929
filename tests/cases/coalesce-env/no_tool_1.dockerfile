# A comment of a program about the next line.
=== before
FROM a
ENV A=1
# nosemgrep: rule
ENV B=2
=== blocked
the comment above
