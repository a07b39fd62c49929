# The package is called tool, and is the project in the working directory.
=== before
FROM node:22
WORKDIR /app
COPY . .
RUN npm install --global tool@.
=== blocked
`npm install` is given 'tool@.', which may be a directory
=== file package.json
{"name": "a", "version": "1.0.0", "bin": "a.js"}
