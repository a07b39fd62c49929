# pnpm's lock file names the package, not that it has an install script.
=== before
FROM node:20
RUN npm i -g pnpm@9
WORKDIR /app
COPY . .
RUN pnpm install --frozen-lockfile
=== blocked
the install script of @prisma/client reads sources of the project
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"@prisma/client": "5.22.0"}}
=== file pnpm-lock.yaml
lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      '@prisma/client':
        specifier: 5.22.0
        version: 5.22.0

packages:

  '@prisma/client@5.22.0':
    resolution: {integrity: sha512-x}
=== file prisma/schema.prisma
generator client { provider = "prisma-client-js" }
=== file .dockerignore
**/node_modules
