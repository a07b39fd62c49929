# Another SHELL is for the steps below it.
=== before
FROM a
SHELL ["/bin/sh", "-c"]
RUN x
SHELL ["/bin/bash", "-c"]
RUN y
=== blocked
nothing
