# References inside double quotes count.
=== before
FROM a
ENV A=1
ENV B="x $A"
=== blocked
it reads $A
