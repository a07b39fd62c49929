# An empty command on the way is enough for them to disagree.
=== before
FROM a
ENTRYPOINT ["x"]
CMD []
ENTRYPOINT ["y"]
=== blocked
builders disagree about empty commands
