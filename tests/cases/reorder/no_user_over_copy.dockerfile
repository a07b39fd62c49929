# buildah makes the directory of a WORKDIR for the user then in force.
=== before
FROM a
WORKDIR /app
COPY . .
USER app
=== blocked
USER stays: `COPY . .` has to stay above it: with buildah the user in force decides who owns a WORKDIR's directory
