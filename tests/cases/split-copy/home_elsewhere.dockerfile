# The home is the directory of the sources.
=== before
FROM node:20
RUN useradd -m -d /app user
COPY . /app
WORKDIR /app
RUN npm ci
=== blocked
what it copies may come to lie at /app
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
