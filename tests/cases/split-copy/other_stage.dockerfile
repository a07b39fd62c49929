# The context of another stage.
=== before
FROM node AS one
COPY . .
FROM node
COPY --from=one . .
RUN npm ci
