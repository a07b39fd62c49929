# The working directory decides what is installed (B 28).
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y zip*
=== blocked
`apt-get install` is given 'zip*', which may be a file
