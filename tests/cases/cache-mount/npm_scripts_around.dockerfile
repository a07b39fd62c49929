# npm ci runs what stands before and behind `prepare`, even if there is no such script.
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci
FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== blocked
the project's script preprepare may use npm's cache
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"preprepare": "npx tool"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
