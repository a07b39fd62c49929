# A script of the project uses npm's cache itself
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
the project's script build may use npm's cache
=== file package.json
{"scripts": {"build": "npx tsc && vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
