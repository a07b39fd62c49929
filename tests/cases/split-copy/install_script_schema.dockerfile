# What the install script of a package makes depends on a schema among the sources.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
the install script of @prisma/client reads sources of the project
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"@prisma/client": "5.22.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"@prisma/client": "5.22.0"}}, "node_modules/@prisma/client": {"version": "5.22.0", "resolved": "https://registry.example/a.tgz", "hasInstallScript": true}}}
=== file prisma/schema.prisma
generator client { provider = "prisma-client-js" }
=== file .dockerignore
**/node_modules
.npmrc
