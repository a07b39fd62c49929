# No comment is removed, wherever it stands.
=== before
FROM a
USER app
USER \
# the same
  app
=== blocked
a comment belongs to it
