# A directory is made where the sources come to lie.
=== before
FROM node:20
RUN useradd -m user && mkdir -p /home/user/app/src
COPY . /home/user/app
WORKDIR /home/user/app
RUN npm ci
=== blocked
what it copies may come to lie at /home/user/app
=== file package.json
{"name": "a", "version": "1.0.0"}
=== file package-lock.json
{"name": "a", "version": "1.0.0", "lockfileVersion": 3, "requires": true, "packages": {"": {"name": "a", "version": "1.0.0"}}}
=== file .dockerignore
**/node_modules
=== file app.js
1
