# The project says which version of yarn it is (.yarnrc.yml, package.json).
=== before
FROM node:22
WORKDIR /app
COPY . .
RUN yarn --version > /version
=== blocked
both touch /app
=== file package.json
{"name": "a", "packageManager": "yarn@4.1.0"}
