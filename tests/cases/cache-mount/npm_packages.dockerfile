# Packages of the distribution above and a script in the same step
# options: engine=buildkit
=== before
FROM node:22 AS build
WORKDIR /app
RUN apk add --no-cache python3 make
COPY package.json package-lock.json ./
RUN npm ci --no-audit \
    && npm run build
COPY . .

FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== after
FROM node:22 AS build
WORKDIR /app
RUN apk add --no-cache python3 make
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm/_cacache npm ci --no-audit \
    && npm run build
COPY . .

FROM nginx
COPY --from=build /app/dist /usr/share/nginx/html
=== file package.json
{"name": "a", "version": "1.0.0", "scripts": {"build": "vite build"}}
=== file package-lock.json
{"lockfileVersion": 3, "packages": {"": {}, "node_modules/x": {"integrity": "sha512-eA=="}}}
=== file .dockerignore
**/node_modules
