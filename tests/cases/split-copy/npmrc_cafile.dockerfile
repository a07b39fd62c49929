# A setting in .npmrc names a file of the project.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
the setting cafile in .npmrc may name files
=== file package.json
{"name":"a","version":"1.0.0"}
=== file package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file index.js
x
=== file .dockerignore
**/node_modules
=== file .npmrc
registry=https://registry.npmjs.org/
cafile=./certificates/ca.pem
=== file certificates/ca.pem
x
