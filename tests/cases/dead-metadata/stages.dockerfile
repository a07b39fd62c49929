# Each stage has its own.
=== before
FROM a AS one
CMD ["x"]
FROM one
CMD ["y"]
=== blocked
nothing
