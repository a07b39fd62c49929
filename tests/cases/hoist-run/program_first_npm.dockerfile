# The same with npm; the installation runs no script of the project.
# options: engine=buildkit
=== before
FROM node:20
WORKDIR /app
COPY server.js .
COPY package.json package-lock.json ./
RUN npm ci
CMD ["node", "server.js"]
=== after
FROM node:20
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY server.js .
CMD ["node", "server.js"]
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
