# A step has put something there.
=== before
FROM node:20
RUN git clone https://example.com/a.git /opt/shop
WORKDIR /opt/shop
COPY . .
RUN npm ci
=== blocked
what it copies may come to lie at /opt/shop
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
