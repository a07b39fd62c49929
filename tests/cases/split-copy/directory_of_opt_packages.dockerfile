# Packages that put files into /opt may have put them there.
=== before
FROM node:20
RUN apt-get update && apt-get install -y google-chrome-stable
WORKDIR /opt/google
COPY . .
RUN npm ci
=== blocked
what it copies may come to lie at /opt/google
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
