# A bracket keeps what it holds.
=== before
FROM a
# dfopt: off
RUN x
CMD ["x"]
# dfopt: on
CMD ["y"]
=== blocked
a pragma keeps it
