# Somebody did it already.
=== before
FROM node
COPY package*.json ./
RUN npm ci
COPY . .
