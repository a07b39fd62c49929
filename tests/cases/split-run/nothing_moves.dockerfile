# Nothing would move afterwards.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci && npm run build
=== blocked
a node_modules of the build context would be copied over what it installs: add `**/node_modules` to .dockerignore
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
.npmrc
=== file server.js
1
