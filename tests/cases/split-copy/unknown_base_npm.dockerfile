# Nobody knows the variables of this base image (C.5), whoever the user is.
=== before
FROM example/node
USER root
WORKDIR /app
COPY . .
RUN npm ci
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
