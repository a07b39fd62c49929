# The first one is bound as well.
=== before
FROM a
# renovate: datasource=x
ENV A=1
ENV B=2
=== blocked
the comment above needs this ENV on the next line
