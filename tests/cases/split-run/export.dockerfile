# What is exported is exported in both parts, after the order in which it was set.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN export NODE_ENV=production && A=1 B="$A  b" && npm ci && npm run build
=== after
FROM node:20
WORKDIR /app
COPY package-lock.json package.json ./
RUN export NODE_ENV=production && A=1 B="$A  b" && npm ci
COPY . .
RUN export NODE_ENV=production && A=1 B="$A  b" && npm run build
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
