# bash runs it whenever it starts: BASH_ENV names it.
=== before
FROM debian:12
ENV BASH_ENV=/usr/local/bin/setup.sh
COPY setup.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /usr/local
=== file setup.sh
true
