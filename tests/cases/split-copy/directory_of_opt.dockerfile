# An official image has nothing in /opt that has this name.
=== before
FROM node:20
WORKDIR /opt/shop
COPY . .
RUN npm ci
=== after
FROM node:20
WORKDIR /opt/shop
COPY package-lock.json package.json .npmr[c] ./
RUN npm ci
COPY . .
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
