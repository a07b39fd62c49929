# dpkg runs it after each installation: its configuration names it.
=== before
FROM debian:12
RUN echo 'DPkg::Post-Invoke { "/usr/local/bin/setup.sh"; };' > /etc/apt/apt.conf.d/99setup
COPY setup.sh /usr/local/bin/
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /usr/local
=== file setup.sh
true
