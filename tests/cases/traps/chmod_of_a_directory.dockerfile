# A mode for a directory is not a mode for its files.
=== before
FROM a
COPY dir /app
RUN chmod 755 /app
=== blocked
both touch /app
