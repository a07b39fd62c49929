# A pragma names the rule.
=== before
FROM a
# dfopt: ignore=dead-metadata
CMD ["x"]
CMD ["y"]
=== blocked
a pragma keeps it
