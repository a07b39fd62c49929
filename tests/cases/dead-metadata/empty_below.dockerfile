# The classic builder keeps the first CMD in mind when the ENTRYPOINT comes.
=== before
FROM a
CMD ["x"]
CMD []
ENTRYPOINT ["y"]
=== blocked
builders disagree about empty commands
