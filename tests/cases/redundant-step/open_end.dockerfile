# The file ends in a continuation.
=== before
FROM a
USER app
USER app \
<no newline>
=== blocked
a continuation at its end
