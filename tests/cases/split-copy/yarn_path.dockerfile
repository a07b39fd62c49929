# A setting in .yarnrc runs a yarn of the project.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN yarn install --frozen-lockfile
=== blocked
the setting yarn-path in .yarnrc may name files
=== file package.json
{"name":"a","version":"1.0.0"}
=== file yarn.lock
# yarn lockfile v1
=== file .dockerignore
**/node_modules
=== file .yarnrc
yarn-path ".yarn/releases/yarn-1.22.19.js"
=== file .yarn/releases/yarn-1.22.19.js
x
