# What is nearly JSON is a shell form.
=== before
FROM a
CMD ['a', 'b']
ENTRYPOINT ["a",]
=== blocked
nothing
