# A section header stays.
=== before
FROM a

# Sources

COPY . /app

# Start

CMD ["a"]
=== after
FROM a
CMD ["a"]

# Sources

COPY . /app

# Start
