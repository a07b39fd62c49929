# A key that is only known at build time.
=== before
FROM a
ENV A=1
ENV $K=2
=== blocked
only known at build time
