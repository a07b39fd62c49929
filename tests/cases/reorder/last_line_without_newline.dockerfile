# The file ends as it ended.
=== before
FROM a
COPY . /app
CMD ["a"]
<no newline>
=== after
FROM a
CMD ["a"]
COPY . /app
<no newline>
