# Without the build context nobody knows what is copied.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm ci
CMD ["node", "server.js"]
=== blocked
every source edit runs `RUN npm ci` again; blocked: needs the build context
