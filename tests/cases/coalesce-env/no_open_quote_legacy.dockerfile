# An open quote in the legacy form.
=== before
FROM a
ENV A it's
ENV B=2
=== blocked
the merged instruction would not read the same
