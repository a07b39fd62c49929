# Pnpm has a lifecycle script of its own.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN pnpm install --frozen-lockfile
=== blocked
the project's own pnpm:devPreinstall script
=== file package.json
{"name":"a","version":"1.0.0","scripts":{"pnpm:devPreinstall":"node index.js"}}
=== file pnpm-lock.yaml
lockfileVersion: '9.0'
=== file .dockerignore
**/node_modules
=== file index.js
x
