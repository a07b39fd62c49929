# A command above may have made a link anywhere (B 26).
=== before
FROM debian:12
RUN ./setup
COPY . /app
RUN apt-get update && apt-get install -y curl
=== blocked
`RUN ./setup` may have made links anywhere: `./setup` is not known
