# The image itself has Yarn there.
=== before
FROM node:20
WORKDIR /opt/yarn-v1.22.22
COPY . .
RUN npm ci
=== blocked
what it copies may come to lie at /opt/yarn-v1.22.22
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
