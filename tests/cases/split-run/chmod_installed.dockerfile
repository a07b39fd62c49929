# It does change an installed file in place (B 27).
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y unzip && rm -rf /var/lib/apt/lists/* && cp -r . /srv/app && chmod 700 /usr/bin/unzip
=== blocked
what follows writes where the first commands do
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
