# Composer runs the project's scripts and plugins (B 14).
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install
=== blocked
composer reads the sources for its class map
=== file composer.json
{}
=== file composer.lock
{"packages":[]}
=== file .dockerignore
vendor
.git
