# The same with npm, which puts an @ in front of the version.
=== before
FROM node:22
ARG PNPM_VERSION
COPY . /app
RUN npm install -g pnpm@${PNPM_VERSION}
=== after
FROM node:22
ARG PNPM_VERSION
RUN npm install -g pnpm@${PNPM_VERSION}
COPY . /app
