# A number is not the name.
=== before
FROM a
USER root
USER 0
USER root:root
=== blocked
nothing
