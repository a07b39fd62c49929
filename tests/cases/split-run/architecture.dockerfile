# For what machine it is made is the same in both parts.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN arch=$(uname -m) && npm ci && x $arch
=== after
FROM node:20
WORKDIR /app
COPY package-lock.json package.json ./
RUN arch=$(uname -m) && npm ci
COPY . .
RUN arch=$(uname -m) && x $arch
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
