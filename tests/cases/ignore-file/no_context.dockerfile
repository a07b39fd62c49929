# Nothing is known of the context.
=== before
FROM node
COPY . /app
=== blocked
nothing
