# Another frontend may read it otherwise.
=== before
# syntax=example/other:1
FROM a
ENV A=1
ENV B=2
=== blocked
the frontend example/other:1 may read this file in its own way
