# A variable names another composer.json.
=== before
FROM composer:2
ENV COMPOSER=composer.production.json
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
what it copies may come to lie at /app
=== file composer.json
{}
=== file composer.lock
{"packages":[]}
=== file composer.production.json
{}
=== file .dockerignore
vendor
.git
