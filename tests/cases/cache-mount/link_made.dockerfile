# A RUN makes a link to the home directory, and a COPY goes through it.
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
COPY . .
RUN npm ci
RUN mkdir -p /data && cd /data && ln -sf ../root home
FROM nginx
COPY --from=build /data/home/.npm /usr/share/nginx/html/
=== blocked
a link may lead to /root/.npm
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
