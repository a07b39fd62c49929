# `$_` is the last word of the command in front.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN A=1 && npm ci && x $_
=== blocked
looks at what those in front of it left in the shell
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
