# A directory, whatever follows.
=== before
FROM node:22
ARG SUFFIX
COPY . /app
RUN npm install -g /app/tool@$SUFFIX
