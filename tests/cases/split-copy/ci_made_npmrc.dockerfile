# A setting that is absent today may be made by CI (B 2).
=== before
FROM node:20
WORKDIR /app
COPY package.json package-lock.json ./
COPY . .
RUN npm ci
=== blocked
.npmrc may come to be
=== file package.json
{"name":"a","version":"1.0.0"}
=== file package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file .dockerignore
**/node_modules
