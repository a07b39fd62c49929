# The cache is emptied in the same step: a mounted directory cannot be
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci && npm cache clean --force
COPY . .
RUN npm run build

FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== blocked
`npm cache` empties the cache in the same step
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"build": "vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
