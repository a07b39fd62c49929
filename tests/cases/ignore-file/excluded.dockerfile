# Somebody did it already.
=== before
FROM node
COPY . /app
=== blocked
nothing
=== file .git/HEAD
x
=== file app.js
1
=== file .dockerignore
.git
.dockerignore
