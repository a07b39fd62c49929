# MAINTAINER is no label.
=== before
FROM a
LABEL a=1
MAINTAINER x
LABEL b=2
=== blocked
nothing
