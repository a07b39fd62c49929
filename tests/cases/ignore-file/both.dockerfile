# Both, and the ignore file itself.
=== before
FROM node
WORKDIR /app
COPY ./ ./
=== blocked
add `.git` and `.dockerignore` to .dockerignore
=== file .git/HEAD
x
=== file app.js
1
=== file .dockerignore
node_modules
