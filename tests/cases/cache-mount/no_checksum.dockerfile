# A package of a repository has no checksum in the lock file
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== blocked
the lock file has no checksum of node_modules/x
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"build": "vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"resolved": "git+ssh://git@host/x.git#1"}}}
=== file .dockerignore
**/node_modules
