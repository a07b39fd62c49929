# A RUN that ends early is not joined to another.
=== before
FROM a
RUN x || exit 0
RUN y; z
=== blocked
nothing
