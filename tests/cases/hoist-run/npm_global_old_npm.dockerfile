# npm 6 reads the project's .npmrc even for what it installs globally.
=== before
FROM node:erbium
WORKDIR /app
COPY . .
RUN npm install -g pm2@5.3.0
RUN npm run build
=== blocked
both touch /app
=== file .npmrc
registry=https://registry.example
