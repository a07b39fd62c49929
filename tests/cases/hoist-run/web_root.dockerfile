# A package that needs a web server fills its directory.
=== before
FROM debian:12
COPY . /var/www/html
RUN apt-get update && apt-get install -y python3-certbot-apache
=== blocked
both touch /var/www
=== file x
x
