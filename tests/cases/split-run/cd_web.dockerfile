# A directory of the sources: the manifests make it.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN cd web && npm ci && npm run build
=== after
FROM node:20
WORKDIR /app
COPY package.json ./
COPY web/package-lock.json web/package.json ./web/
RUN cd web && npm ci
COPY . .
RUN cd web && npm run build
=== file package.json
{}
=== file web/package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file web/package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
**/.npmrc
=== file server.js
1
