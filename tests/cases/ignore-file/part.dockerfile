# Only a part is copied.
=== before
FROM node
COPY app.js /app/
=== file .git/HEAD
x
=== file app.js
1
