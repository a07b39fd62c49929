# Not across a section header.
=== before
FROM a
ENV A=1

# Second part

ENV B=2
=== blocked
a header stands between it and the one above
