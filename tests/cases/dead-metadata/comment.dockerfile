# No comment is removed.
=== before
FROM a
# the usual way
CMD ["x"]
CMD ["y"]
=== blocked
a comment belongs to it
