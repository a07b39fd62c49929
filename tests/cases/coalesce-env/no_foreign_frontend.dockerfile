# Another frontend may read it otherwise.
=== before
# syntax=example/other:1
FROM a
ENV A=1
ENV B=2
