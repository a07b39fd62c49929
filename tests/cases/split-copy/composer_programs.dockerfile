# Composer links programs into a directory of the project.
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
composer.json says where to install to
=== file composer.json
{"config":{"bin-dir":"bin"}}
=== file composer.lock
{"packages":[]}
=== file bin/a
x
=== file .dockerignore
vendor
.git
