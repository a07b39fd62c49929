# All but the last.
=== before
FROM a
CMD ["x"]
CMD ["y"]
CMD ["z"]
=== after
FROM a
CMD ["z"]
