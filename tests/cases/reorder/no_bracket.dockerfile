# An instruction that ends a bracket does not travel, and nothing goes in.
=== before
FROM busybox
COPY a /a
# dfopt: off
RUN x
# dfopt: on
COPY b /b
CMD ["x"]
LABEL a=b
=== blocked
CMD stays: a pragma, or a continuation at its end, keeps `COPY b /b` in its place
