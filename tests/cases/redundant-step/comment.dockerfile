# No comment is removed.
=== before
FROM a
WORKDIR /app
# here
WORKDIR /app
=== blocked
its comment keeps it
