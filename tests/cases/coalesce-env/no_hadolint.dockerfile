# hadolint ignores exactly the next line.
=== before
FROM a
ENV A=1
# hadolint ignore=DL3044
ENV B=2
=== blocked
the comment above
