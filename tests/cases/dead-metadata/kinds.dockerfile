# CMD and ENTRYPOINT are not of one kind.
=== before
FROM a
CMD ["x"]
ENTRYPOINT ["y"]
HEALTHCHECK NONE
STOPSIGNAL 9
=== blocked
nothing
