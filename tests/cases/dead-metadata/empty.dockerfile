# Builders disagree about an empty CMD.
=== before
FROM a
CMD []
ENTRYPOINT ["x"]
CMD ["y"]
=== blocked
builders disagree about empty commands
