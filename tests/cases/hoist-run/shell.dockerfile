# Another shell may read it otherwise.
=== before
FROM debian:12
SHELL ["/bin/zsh", "-c"]
COPY . /app
RUN apt-get update && apt-get install -y curl
=== blocked
`zsh` is not known
