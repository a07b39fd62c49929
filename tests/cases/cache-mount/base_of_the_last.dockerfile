# The last stage starts from it
# options: engine=buildkit
=== before
FROM node:22 AS deps
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci

FROM deps
COPY . .
=== blocked
an image may be made of its stage, or of one that starts from it
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"build": "vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
