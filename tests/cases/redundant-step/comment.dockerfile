# No comment is removed.
=== before
FROM a
WORKDIR /app
# here
WORKDIR /app
=== blocked
a comment belongs to it
