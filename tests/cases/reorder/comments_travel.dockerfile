# A comment above travels, and so does the blank line above it.
=== before
FROM a
COPY . /app

# how it starts
CMD ["a"]
=== after
FROM a

# how it starts
CMD ["a"]
COPY . /app
