# A pragma keeps it.
=== before
FROM a
USER app
# dfopt: pin
USER app
=== blocked
a pragma keeps it
