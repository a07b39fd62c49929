# The install script of a package reads how to install from a program of the project.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
the install script of puppeteer reads .puppeteerrc.cjs
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"puppeteer": "22.15.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"puppeteer": "22.15.0"}}, "node_modules/puppeteer": {"version": "22.15.0", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file .puppeteerrc.cjs
module.exports = { cacheDirectory: '/app/.cache' }
=== file .dockerignore
**/node_modules
.npmrc
