# A pragma in a header binds as well.
=== before
FROM busybox
LABEL x=1
COPY a /a
# dfopt: ignore=coalesce-label

LABEL y=2
=== blocked
LABEL stays: a pragma, or a continuation at its end, keeps it in its place
