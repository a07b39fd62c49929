# The directory of a cache belongs to root
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
USER node
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build

FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== blocked
it does not run as root
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"build": "vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
