# A lock file of pnpm names patches of the project.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN pnpm install --frozen-lockfile
=== blocked
pnpm-lock.yaml names packages of the project itself
=== file package.json
{"name":"a","version":"1.0.0"}
=== file pnpm-lock.yaml
lockfileVersion: '9.0'
patchedDependencies:
  is-odd@3.0.1:
    hash: a
    path: patches/is-odd.patch
=== file .dockerignore
**/node_modules
=== file patches/is-odd.patch
x
