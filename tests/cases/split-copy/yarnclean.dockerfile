# What yarn removes is said by a file that may come to be (B 14).
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN yarn install --frozen-lockfile
=== after
FROM node:20
WORKDIR /app
COPY .yarnclean package.json yarn.lock .npmr[c] .yarnr[c] ./
RUN yarn install --frozen-lockfile
COPY . .
=== file package.json
{"name":"a","version":"1.0.0"}
=== file yarn.lock
# yarn lockfile v1
=== file .yarnclean
*.md
=== file .dockerignore
**/node_modules
