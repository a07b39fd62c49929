# A comment of a program about the next line.
=== before
FROM a
ENV A=1
# NOTE: renovate: datasource=x
ENV B=2
=== blocked
the comment above
