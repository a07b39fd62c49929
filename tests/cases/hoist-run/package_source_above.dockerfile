# A RUN above wrote a package source that lies among what is copied.
=== before
FROM debian:12
RUN echo "deb [trusted=yes] file:/app/debs ./" > /etc/apt/sources.list.d/local.list
COPY . /app
RUN apt-get update && apt-get install -y app
=== blocked
both touch /app/debs
=== file debs/app.deb
x
