# The keyword keeps its case.
=== before
from a
env A=1
ENV B=2
=== after
from a
env A=1 \
    B=2
