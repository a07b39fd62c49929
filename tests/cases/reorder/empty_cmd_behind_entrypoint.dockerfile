# The classic builder does not count an empty CMD.
=== before
FROM a
COPY x.txt /
ENTRYPOINT ["a"]
CMD []
=== after
FROM a
ENTRYPOINT ["a"]
CMD []
COPY x.txt /
