# References in the legacy form count.
=== before
FROM a
ENV A 1
ENV B $A
=== blocked
it reads $A
