# Not this rule.
=== before
FROM a
COPY . /app
# dfopt: ignore=reorder
CMD ["a"]
