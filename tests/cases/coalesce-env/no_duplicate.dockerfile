# Two values for one key.
=== before
FROM a
ENV A=1
ENV A=2
=== blocked
a key that is set just above
