# Without a lock file there is nothing to keep.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm install
CMD ["node", "server.js"]
=== blocked
commit a package-lock.json
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file .dockerignore
**/node_modules
.npmrc
