# A variable may have another value.
=== before
FROM a
ENV D=/a
WORKDIR $D
ENV D=/b
WORKDIR $D
