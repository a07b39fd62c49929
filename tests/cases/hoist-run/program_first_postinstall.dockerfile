# The program that is copied first is run by the installation.
=== before
FROM node:20
WORKDIR /app
COPY server.js .
COPY package.json package-lock.json ./
RUN npm ci
=== file package.json
{"name": "app", "version": "1.0.0", "scripts": {"postinstall": "node server.js"}, "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
