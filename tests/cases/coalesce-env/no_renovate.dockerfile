# Renovate looks at the next line.
=== before
FROM a
ENV A=1
# renovate: datasource=github-tags depName=x/y
ENV X_VERSION=2
=== blocked
the comment above
