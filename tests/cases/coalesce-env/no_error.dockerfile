# A file that BuildKit refuses is left alone.
=== before
FROM a
ENV A=1
ENV B=2
FOO
=== blocked
there is no instruction 'FOO'
