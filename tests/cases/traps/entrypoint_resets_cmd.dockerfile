# An ENTRYPOINT without a CMD in its stage drops the inherited one.
=== before
FROM a AS one
CMD ["x"]
FROM one
ENTRYPOINT ["y"]
=== blocked
nothing
