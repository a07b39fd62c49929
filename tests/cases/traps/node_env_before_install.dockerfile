# NODE_ENV decides what is installed.
=== before
FROM node
COPY package.json .
RUN npm install
ENV NODE_ENV=production
RUN npm run build
=== blocked
nothing
