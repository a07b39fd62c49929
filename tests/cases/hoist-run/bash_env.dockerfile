# Bash first runs the file that BASH_ENV names.
=== before
FROM debian:12
ENV BASH_ENV=/etc/bash_env
SHELL ["/bin/bash", "-c"]
COPY . /app
RUN apt-get update && apt-get install -y curl
=== blocked
BASH_ENV is set
=== file a
x
