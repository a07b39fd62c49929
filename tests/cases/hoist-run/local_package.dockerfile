# A file is installed.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y ./x.deb
=== blocked
`apt-get install` is given './x.deb', which may be a file
