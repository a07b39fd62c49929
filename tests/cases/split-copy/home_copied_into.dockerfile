# The home itself is what is copied into: of the skeleton nothing is known but the dots.
=== before
FROM node:20
RUN useradd -m user && mkdir -p /home/user
COPY . /home/user
WORKDIR /home/user
RUN npm ci
=== blocked
what it copies may come to lie at /home/user
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
