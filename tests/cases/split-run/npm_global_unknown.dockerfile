# An installation script of npm may give a file a second name.
=== before
FROM node:22
WORKDIR /app
COPY . .
RUN npm install -g tool@1.0.0 && tool build
=== blocked
`tool` is not known
