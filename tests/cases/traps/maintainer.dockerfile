# MAINTAINER sets the author, a label does not.
=== before
FROM a
MAINTAINER me
LABEL maintainer=you
=== blocked
nothing
