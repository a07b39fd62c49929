# Somebody wants it so.
=== before
FROM node
# dfopt: ignore=ignore-file
COPY . /app
=== blocked
nothing
=== file .git/HEAD
x
=== file app.js
1
