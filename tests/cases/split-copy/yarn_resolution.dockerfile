# yarn takes a dependency out of a directory of the project instead.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN yarn install --frozen-lockfile
=== blocked
names packages of the project itself
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}, "resolutions": {"left-pad": "./lib/left-pad"}}
=== file yarn.lock
# yarn lockfile v1


left-pad@./lib/left-pad, left-pad@1.3.0:
  version "1.3.0"
=== file lib/left-pad/package.json
{"name": "left-pad", "version": "1.3.0"}
=== file .dockerignore
**/node_modules
