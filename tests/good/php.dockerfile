# syntax=docker/dockerfile:1
FROM composer:2 AS vendor
WORKDIR /app
COPY composer.json composer.lock ./
RUN composer install --no-dev --no-scripts --no-autoloader --no-plugins
COPY . .
RUN composer dump-autoload --optimize

FROM php:8.4-apache
RUN docker-php-ext-install pdo_mysql opcache
COPY --from=vendor /app /var/www/html
EXPOSE 80
