# A package that fills /srv (B 21).
=== before
FROM debian:12
COPY . /srv/ftp
RUN apt-get update && apt-get install -y vsftpd
=== blocked
both touch /srv
