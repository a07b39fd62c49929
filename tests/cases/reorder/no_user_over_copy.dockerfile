# buildah makes the directory of a WORKDIR for the user then in force.
=== before
FROM a
WORKDIR /app
COPY . .
USER app
