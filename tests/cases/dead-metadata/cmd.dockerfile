# Only the last CMD counts.
=== before
FROM a
CMD ["x"]
COPY y /y
CMD ["y"]
=== after
FROM a
COPY y /y
CMD ["y"]
