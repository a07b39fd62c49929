# The package is the project in the working directory.
=== before
FROM node:22
WORKDIR /app
COPY . .
RUN npm install -g .
=== blocked
`npm install` is given '.', which may be a directory
=== file package.json
{"name": "a", "version": "1.0.0", "bin": "a.js"}
