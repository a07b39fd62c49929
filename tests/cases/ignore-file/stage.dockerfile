# Files of a stage are no context.
=== before
FROM node AS one
FROM node
COPY --from=one . /app
=== blocked
nothing
=== file .git/HEAD
x
=== file app.js
1
