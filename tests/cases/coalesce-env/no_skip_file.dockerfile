# The whole file.
=== before
# dfopt: skip-file
FROM a
ENV A=1
ENV B=2
=== blocked
nothing
