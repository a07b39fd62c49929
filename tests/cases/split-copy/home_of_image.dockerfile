# The home is one of the image's own.
=== before
FROM node:20
COPY . /home/node/app
RUN cd /home/node/app && npm ci
=== blocked
`COPY . /home/node/app`: what it copies may come to lie at /home/node/app
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file app.js
1
