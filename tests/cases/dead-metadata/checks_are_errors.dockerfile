# Keywords that are all written alike.
=== before
# check=error=true;skip=MultipleInstructionsDisallowed
FROM a
CMD ["x"]
CMD ["y"]
=== after
# check=error=true;skip=MultipleInstructionsDisallowed
FROM a
CMD ["y"]
