# The owner is the same, and so is the one of what comes next.
=== before
FROM a
USER 1000
WORKDIR /srv/app
LABEL a=b
USER 1000
WORKDIR /srv/app
COPY x .
USER root
RUN y
=== after
FROM a
USER 1000
WORKDIR /srv/app
LABEL a=b
COPY x .
USER root
RUN y
