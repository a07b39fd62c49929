# The COPY may have replaced it.
=== before
FROM a
WORKDIR /app
COPY x /
WORKDIR /app
=== blocked
COPY in between
