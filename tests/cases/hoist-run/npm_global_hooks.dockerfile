# The install script of a package writes hooks for the repository of the working directory.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm install -g lefthook@1.7.18
RUN npm run build
=== file lefthook.yml
pre-commit: {}
