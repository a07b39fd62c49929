# An install script writes among the sources, as package.json says; the copy would take that back.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
the install script of msw reads sources of the project
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"msw": "2.4.0"}, "msw": {"workerDirectory": "public"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"msw": "2.4.0"}}, "node_modules/msw": {"version": "2.4.0", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file public/mockServiceWorker.js
old
=== file .dockerignore
**/node_modules
.npmrc
