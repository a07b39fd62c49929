# npm 6 writes the lock file anew, in its own version; the copy would take that back.
=== before
FROM node:14-slim
WORKDIR /app
COPY . .
RUN npm install
=== blocked
npm 6 rewrites the lock files of newer versions
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
