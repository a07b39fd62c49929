# A comment that silences a tool about it.
=== before
FROM a
# hadolint ignore=DL4003
CMD ["x"]
CMD ["y"]
=== blocked
a comment belongs to it
