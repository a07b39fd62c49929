# So does, now and then, the Dockerfile.
=== before
FROM node
ADD . /app
=== blocked
add `Dockerfile` to .dockerignore
=== file Dockerfile
FROM node
=== file app.js
1
