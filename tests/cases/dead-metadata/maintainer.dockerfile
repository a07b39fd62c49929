# The author is another matter.
=== before
FROM a
MAINTAINER x
RUN x
MAINTAINER y
=== blocked
nothing
