# References in braces count.
=== before
FROM a
ENV A=1
ENV B=${A}/bin
=== blocked
it reads $A
