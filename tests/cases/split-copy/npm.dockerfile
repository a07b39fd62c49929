# Every edit installs again.
=== before
FROM node
WORKDIR /app
COPY . .
RUN npm ci
=== blocked
every source edit runs `npm ci` again; blocked: needs the build context
