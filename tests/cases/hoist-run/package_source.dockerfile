# A package source that it writes lies among what is copied.
=== before
FROM debian:12
COPY debs /opt/debs
RUN echo "deb [trusted=yes] file:/opt/debs ./" > /etc/apt/sources.list.d/local.list && apt-get update && apt-get install -y app
=== blocked
both touch /opt
=== file debs/app.deb
x
