# Npm takes the one lock file, dfopt would look at the other.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
there are two lock files
=== file package.json
{"name":"a","version":"1.0.0"}
=== file package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file npm-shrinkwrap.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"},"b":{"version":"1.0.0"},"node_modules/b":{"resolved":"b","link":true}}}
=== file .dockerignore
**/node_modules
