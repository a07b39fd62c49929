# The install script of a package writes hooks for the repository of the working directory.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm install -g lefthook@1.7.18
RUN npm run build
=== blocked
the install script of lefthook looks at the working directory
=== file lefthook.yml
pre-commit: {}
