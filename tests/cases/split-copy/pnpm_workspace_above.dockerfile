# The project is a member of a workspace of pnpm.
=== before
FROM node:20
COPY . /app
WORKDIR /app/packages/a
RUN pnpm install --frozen-lockfile
=== blocked
pnpm reads pnpm-workspace.yaml, and what that names, of the project
=== file packages/a/package.json
{"name":"a","version":"1.0.0"}
=== file packages/a/pnpm-lock.yaml
lockfileVersion: '9.0'
=== file pnpm-workspace.yaml
packages: [packages/*]
=== file .dockerignore
**/node_modules
