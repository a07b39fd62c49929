# Where programs are found is no matter of one step.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN export PATH=/x:$PATH && npm ci && x
=== blocked
leave what ends with the step to those that follow
=== file package.json
{"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}
=== file package-lock.json
{"name": "app", "version": "1.0.0", "lockfileVersion": 3, "packages": {"": {"name": "app", "version": "1.0.0", "dependencies": {"left-pad": "1.3.0"}}, "node_modules/left-pad": {"version": "1.3.0", "resolved": "https://registry.example/left-pad.tgz"}}}
=== file .dockerignore
**/node_modules
.npmrc
=== file server.js
1
