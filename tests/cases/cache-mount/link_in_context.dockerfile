# A link of the context leads to the cache, and a COPY follows it.
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci
FROM nginx
COPY --from=build /app/packages/ /usr/share/nginx/html/
=== blocked
a link leads to /root/.npm
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
=== link packages
../root/.npm/_cacache
