# The repository changes at each commit.
=== before
FROM node
COPY . /app
=== blocked
add `.git` to .dockerignore
=== file .git/HEAD
x
=== file app.js
1
