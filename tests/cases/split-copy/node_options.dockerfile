# Node runs a file of the project first.
=== before
FROM node:20
ENV NODE_OPTIONS="--require ./hook.js"
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
what it copies may come to lie at /app
=== file package.json
{"name":"a","version":"1.0.0"}
=== file package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file hook.js
x
=== file .dockerignore
**/node_modules
