# References inside a default count.
=== before
FROM a
ENV A=1
ENV B="${X:-$A}"
=== blocked
it reads $A
