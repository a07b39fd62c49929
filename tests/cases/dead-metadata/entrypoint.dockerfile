# An ENTRYPOINT between two CMDs.
=== before
FROM a
ENTRYPOINT ["x"]
CMD ["z"]
ENTRYPOINT ["y"]
=== after
FROM a
CMD ["z"]
ENTRYPOINT ["y"]
