# A dependency is a repository among the sources.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
is a package of the project itself
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"library": "git+file:///app/library"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"library": "git+file:///app/library"}}, "node_modules/library": {"version": "git+file:///app/library", "resolved": "git+file:///app/library#0123456789012345678901234567890123456789"}}}
=== file library/HEAD
ref: refs/heads/main
=== file .dockerignore
**/node_modules
.npmrc
