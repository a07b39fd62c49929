# An option that may read a file.
=== before
FROM debian:12
COPY . /app
RUN apt-get -c /app/apt.conf update && apt-get install -y curl
=== blocked
`apt-get /app/apt.conf` is not known
