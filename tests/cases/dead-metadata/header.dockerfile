# A header stays above what it is about.
=== before
FROM a

# How it starts

CMD ["x"]
RUN y
CMD ["z"]
=== blocked
the header above it
