# Not across a section header.
=== before
FROM a
ENV A=1

# Second part

ENV B=2
