# Windows images compare keys without case.
=== before
FROM a
ENV Path=1
ENV PATH=2
=== blocked
a key that is set just above
