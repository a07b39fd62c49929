# Packages lie in a directory of the project.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN yarn install --frozen-lockfile
=== blocked
the setting yarn-offline-mirror in .yarnrc may name files
=== file package.json
{"name":"a","version":"1.0.0"}
=== file yarn.lock
# yarn lockfile v1
=== file .dockerignore
**/node_modules
=== file .yarnrc
yarn-offline-mirror "./packages"
=== file packages/a.tgz
x
