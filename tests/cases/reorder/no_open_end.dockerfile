# The last line would take in the next one (B 30).
=== before
FROM a
COPY . /app
CMD a \
<no newline>
=== blocked
CMD stays: a pragma, or a continuation at its end, keeps it in its place
