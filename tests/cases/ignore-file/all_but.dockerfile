# All is excluded but what is needed.
=== before
FROM node
COPY . /app
=== blocked
nothing
=== file .git/HEAD
x
=== file Dockerfile
FROM node
=== file app.js
1
=== file .dockerignore
*
!app.js
