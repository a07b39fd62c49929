# The home directory that is copied is named by an option (B 6).
=== before
FROM debian:12
COPY . /app
RUN useradd -m -d /app app && apt-get update && apt-get install -y curl
=== blocked
both touch /app
=== file x
x
