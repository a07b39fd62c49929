# One ENV is expanded as a whole before it takes effect.
=== before
FROM a
ENV A=1
ENV B=$A
=== blocked
it reads $A
