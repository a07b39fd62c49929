# A shell form moves where no SHELL is in the way.
=== before
FROM a
COPY . /app
CMD start
=== after
FROM a
CMD start
COPY . /app
