# The pragma holds, also where the label has moved.
=== before
FROM busybox
LABEL x=1
COPY a /a
# dfopt: ignore=coalesce-label
LABEL y=2
=== blocked
nothing
