# ADD takes it as COPY does.
=== before
FROM node
ADD ./ /app
=== blocked
`.git`
=== file .git/HEAD
x
=== file app.js
1
