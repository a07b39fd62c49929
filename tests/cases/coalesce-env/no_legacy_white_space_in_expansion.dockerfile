# White space inside an expansion cannot be escaped.
=== before
FROM a
ENV A=1
ENV B ${X#a b} c
=== blocked
white space inside an expansion
