# A pragma keeps it.
=== before
FROM a
# dfopt: pin
CMD ["x"]
CMD ["y"]
=== blocked
a pragma keeps it
