# The next stage makes the directory where nothing in this one does.
=== before
FROM a AS one
WORKDIR /srv/app
WORKDIR /srv/app
FROM one
USER 1000
RUN true
=== after
FROM a AS one
WORKDIR /srv/app
FROM one
USER 1000
RUN true
