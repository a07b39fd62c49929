# Not this rule.
=== before
FROM a
COPY . /app
# dfopt: ignore=reorder
CMD ["a"]
=== blocked
CMD stays: a pragma, or a continuation at its end, keeps it in its place
