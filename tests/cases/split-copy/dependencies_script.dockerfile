# Npm runs the project's dependencies script whenever it installs.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
npm runs the project's own dependencies script
=== file package.json
{"name":"a","version":"1.0.0","scripts":{"dependencies":"node index.js"}}
=== file package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file index.js
x
=== file .dockerignore
**/node_modules
