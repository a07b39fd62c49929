# A command adds packages of others than the distribution.
=== before
FROM ubuntu:24.04
RUN add-apt-repository ppa:ondrej/php
COPY . /var/www/site
RUN apt-get update && apt-get install -y php8.3-fpm
=== blocked
both touch /var/www
=== file x
x
