# Where a build fails is part of what it does.
=== before
FROM a
COPY . /app
EXPOSE ${PORT:?missing}
=== blocked
EXPOSE stays: `COPY . /app` has to stay above it: a build may fail at one of them, and where it does is part of what it does
