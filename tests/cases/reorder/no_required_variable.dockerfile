# Where a build fails is part of what it does.
=== before
FROM a
COPY . /app
EXPOSE ${PORT:?missing}
