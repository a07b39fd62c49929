# ls lists the home directory, where the cache is.
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci && cd /root && ls -a > /app/files
FROM nginx
COPY --from=build /app/files /usr/share/nginx/html/
=== blocked
a command may touch /root/.npm
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
