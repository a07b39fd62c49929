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
