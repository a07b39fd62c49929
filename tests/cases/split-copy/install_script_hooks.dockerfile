# An install script writes hooks into the repository, where that is copied.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
what it copies may come to lie at /app/.git
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"simple-git-hooks": "2.11.1"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"simple-git-hooks": "2.11.1"}}, "node_modules/simple-git-hooks": {"version": "2.11.1", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file server.js
1
=== file .dockerignore
**/node_modules
.npmrc
