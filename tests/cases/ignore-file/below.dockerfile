# The repository is not below what is copied.
=== before
FROM node
COPY src/ /app/
COPY <<EOF /app/note
text
EOF
=== blocked
nothing
=== file .git/HEAD
x
=== file src/app.js
1
