# Another image may have anything in /opt.
=== before
FROM mine/node:20
WORKDIR /opt/shop
COPY . .
RUN npm ci
=== blocked
the base image may configure npm
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
