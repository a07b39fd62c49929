# A global package reads nothing of the project.
=== before
FROM node:20
WORKDIR /app
COPY . .
RUN npm install -g pnpm@9.1.0
=== after
FROM node:20
WORKDIR /app
RUN npm install -g pnpm@9.1.0
COPY . .
