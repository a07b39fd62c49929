# A header stays above what it is about.
=== before
FROM a
USER app

# Second part

USER app
RUN x
=== blocked
the header above it
