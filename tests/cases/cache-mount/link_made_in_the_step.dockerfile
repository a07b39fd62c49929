# The step itself makes a link to the cache, which the next one reads.
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci && ln -s /root/.npm packages
RUN cp -r packages/. dist
FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== blocked
a link may lead to /root/.npm
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
