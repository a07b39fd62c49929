# The install script of a package finds no configuration in the project.
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
{"name": "app", "version": "1.0.0", "dependencies": {"puppeteer": "22.15.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"puppeteer": "22.15.0"}}, "node_modules/puppeteer": {"version": "22.15.0", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file server.js
1
=== file .dockerignore
**/node_modules
.npmrc
