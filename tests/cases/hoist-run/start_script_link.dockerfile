# Maintainer scripts ask policy-rc.d, which leads to it.
=== before
FROM debian:12
RUN ln -s ../local/bin/setup.sh /usr/sbin/policy-rc.d
COPY setup.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /usr/local
=== file setup.sh
true
