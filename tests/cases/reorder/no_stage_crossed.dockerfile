# A stage is a world of its own.
=== before
FROM a AS one
COPY . /app
FROM b
CMD ["a"]
COPY --from=one /app /app
=== blocked
nothing
