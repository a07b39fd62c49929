# A named package is no manifest.
=== before
FROM node
COPY . .
RUN npm install serve && ./npm-ci npm ciao
