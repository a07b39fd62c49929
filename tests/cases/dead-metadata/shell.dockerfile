# SHELL between them decides about the last only.
=== before
FROM a
CMD x
SHELL ["/bin/bash", "-c"]
CMD y
=== after
FROM a
SHELL ["/bin/bash", "-c"]
CMD y
