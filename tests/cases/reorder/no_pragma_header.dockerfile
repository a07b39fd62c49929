# A pragma in a header binds as well.
=== before
FROM busybox
LABEL x=1
COPY a /a
# dfopt: ignore=coalesce-label

LABEL y=2
