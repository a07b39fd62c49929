# npm 7 and newer leave such a lock file as it is.
=== before
FROM node:16-slim
WORKDIR /app
COPY . .
RUN npm install
=== after
FROM node:16-slim
WORKDIR /app
COPY package-lock.json package.json ./
RUN npm install
COPY . .
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{
  "name": "app",
  "version": "1.0.0",
  "lockfileVersion": 2,
  "packages": {
    "": {
      "name": "app",
      "version": "1.0.0",
      "dependencies": {
        "left-pad": "1.3.0"
      }
    },
    "node_modules/left-pad": {
      "version": "1.3.0",
      "resolved": "https://registry.example/left-pad.tgz"
    }
  }
}
=== file .dockerignore
**/node_modules
.npmrc
