# A variable may have another value.
=== before
FROM a
ENV D=/a
WORKDIR $D
ENV D=/b
WORKDIR $D
=== blocked
`WORKDIR $D` says it again, but what it expands may have another value now
