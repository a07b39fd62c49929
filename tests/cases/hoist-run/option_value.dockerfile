# The value of an option names a file among what is copied.
=== before
FROM debian:12
COPY . /app
RUN apt-get -o Acquire::http::Proxy-Auto-Detect=/app/proxy update && apt-get install -y curl
=== blocked
`apt-get update` has a setting that is not known: -o
=== file proxy
x
