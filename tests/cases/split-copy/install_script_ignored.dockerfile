# No install script runs.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci --ignore-scripts
=== after
FROM node:20
WORKDIR /app
COPY package-lock.json package.json ./
RUN npm ci --ignore-scripts
COPY . .
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"@prisma/client": "5.22.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"@prisma/client": "5.22.0"}}, "node_modules/@prisma/client": {"version": "5.22.0", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file prisma/schema.prisma
generator client { provider = "prisma-client-js" }
=== file .dockerignore
**/node_modules
.npmrc
