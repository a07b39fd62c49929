# Builders disagree about an empty CMD.
=== before
FROM a
CMD []
ENTRYPOINT ["x"]
CMD ["y"]
=== blocked
one of the two is empty
