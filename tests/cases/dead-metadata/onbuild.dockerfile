# A trigger is for another build.
=== before
FROM a
ONBUILD CMD ["x"]
CMD ["y"]
=== blocked
nothing
