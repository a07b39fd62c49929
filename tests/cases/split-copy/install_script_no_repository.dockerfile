# An install script finds no repository to write hooks to.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== after
FROM node:20
WORKDIR /app
COPY package-lock.json package.json ./
RUN npm ci
COPY . .
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"simple-git-hooks": "2.11.1"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"simple-git-hooks": "2.11.1"}}, "node_modules/simple-git-hooks": {"version": "2.11.1", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file server.js
1
=== file .dockerignore
**/node_modules
.npmrc
.git
