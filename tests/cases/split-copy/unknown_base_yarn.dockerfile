# Nobody knows the variables of this base image (C.5), whoever the user is.
=== before
FROM example/node
USER root
WORKDIR /app
COPY . .
RUN yarn install --frozen-lockfile
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file yarn.lock
# yarn lockfile v1
=== file .dockerignore
**/node_modules
.npmrc
