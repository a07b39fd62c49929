# The last line would take in the next one.
=== before
FROM a
COPY . /app
CMD a \
<no newline>
