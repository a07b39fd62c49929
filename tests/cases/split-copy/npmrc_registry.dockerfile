# Settings in .npmrc that name no files.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== after
FROM node:20
WORKDIR /app
COPY .npmrc package-lock.json package.json ./
RUN npm ci
COPY . .
=== file package.json
{"name":"a","version":"1.0.0"}
=== file package-lock.json
{"name":"a","version":"1.0.0","lockfileVersion":3,"packages":{"":{"name":"a","version":"1.0.0"}}}
=== file index.js
x
=== file .dockerignore
**/node_modules
=== file .npmrc
; ours
@example:registry=https://npm.example.org/
//npm.example.org/:_authToken=${NPM_TOKEN}
fund=false
