# yarn writes .pnp.js beside package.json, where the sources may bring another.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN yarn install --frozen-lockfile
=== blocked
yarn writes .pnp.js among the sources
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}, "installConfig": {"pnp": true}}
=== file yarn.lock
# yarn lockfile v1


left-pad@1.3.0:
  version "1.3.0"
  resolved "https://registry.example/left-pad/-/left-pad-1.3.0.tgz#5b8a"
=== file .pnp.js
1
=== file .dockerignore
**/node_modules
