# Composer notes commit and branch of the project (B 14).
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
composer notes commit and branch of the project
=== file composer.json
{}
=== file composer.lock
{"packages":[]}
=== file .dockerignore
vendor
