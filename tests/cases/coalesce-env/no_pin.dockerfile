# Pinned.
=== before
FROM a
ENV A=1
# dfopt: pin
ENV B=2
=== blocked
a pragma
