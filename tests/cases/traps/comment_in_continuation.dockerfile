# Commands behind a comment in a continuation stay.
=== before
FROM a
RUN a && \
# b
 c && \
  # d
 e
=== blocked
nothing
