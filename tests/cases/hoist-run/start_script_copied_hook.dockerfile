# A hook of dpkg is copied that names it, by its name alone.
=== before
FROM debian:12
COPY setup.sh /usr/local/bin/
COPY hooks/ /etc/dpkg/dpkg.cfg.d/
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /
=== file setup.sh
true
=== file hooks/setup
post-invoke=setup.sh
