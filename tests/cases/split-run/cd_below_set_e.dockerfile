# Where a failure ends the shell, a line of its own is as good.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN set -e; cd /app; npm ci; npm run build; npm prune
=== after
FROM node:20
WORKDIR /app
COPY package-lock.json package.json ./
RUN set -e; cd /app; npm ci
COPY . .
RUN set -e; cd /app; npm run build; npm prune
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
