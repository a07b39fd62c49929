# The directory is there.
=== before
FROM a
WORKDIR /app
ENV A=1
WORKDIR /app
COPY x .
=== after
FROM a
WORKDIR /app
ENV A=1
COPY x .
