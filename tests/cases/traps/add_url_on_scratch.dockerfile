# There is no shell here.
=== before
FROM scratch
ADD https://example.com/x /x
=== blocked
nothing
