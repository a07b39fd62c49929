# A setting of npm in the home directory (B 7).
=== before
FROM node:20
COPY .npmrc /root/.npmrc
RUN npm install -g typescript
=== blocked
both touch /root
=== file .npmrc
registry=https://npm.example.org/
