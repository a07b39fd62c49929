# Only a part is copied.
=== before
FROM node
COPY app.js /app/
=== blocked
nothing
=== file .git/HEAD
x
=== file app.js
1
