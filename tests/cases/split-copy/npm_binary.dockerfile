# Packages install a program that lies in the project where a variable says so.
=== before
FROM node:20
ENV CYPRESS_INSTALL_BINARY=/app/tools/cypress.zip
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
what it copies may come to lie at /app/tools/cypress.zip
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
=== file tools/cypress.zip
1
