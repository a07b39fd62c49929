# A package.json above makes the project a workspace (B 13).
=== before
FROM node:20
WORKDIR /app
COPY . .
WORKDIR /app/web
RUN npm ci
=== file package.json
{"name":"root","workspaces":["web"]}
=== file web/package.json
{"name":"a","version":"1.0.0"}
=== file web/package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file .dockerignore
**/node_modules
=== blocked
the project is a workspace of the one in /app
