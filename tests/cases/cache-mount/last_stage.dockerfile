# The last stage is the image
# options: engine=buildkit
=== before
FROM alpine AS tools
RUN apk add git

FROM node:22
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY --from=tools /usr/bin/git /usr/bin/git
=== blocked
nothing
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"build": "vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
