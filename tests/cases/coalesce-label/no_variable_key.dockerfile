# A key that is only known at build time.
=== before
FROM a
ARG K
LABEL a=1
LABEL $K=2
=== blocked
only known at build time
