# Git reads the configuration of the repository in the working directory.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y git && git ls-remote https://example.org/a.git > /refs
=== blocked
both touch /app
=== file .git/config
[url "https://example.com/"]
=== file a
1
