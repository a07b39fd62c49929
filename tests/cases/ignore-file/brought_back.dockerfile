# What is excluded is brought back below.
=== before
FROM node
COPY . /app
=== blocked
`.git`
=== file .git/HEAD
x
=== file app.js
1
=== file .dockerignore
.*
!.git
