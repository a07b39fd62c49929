# The option of an extension names a directory that is copied.
=== before
FROM php:8.2-cli
COPY . /app
RUN docker-php-ext-configure gd --with-freetype=/app/freetype && docker-php-ext-install gd
=== blocked
both touch /app/freetype
=== file freetype/a.h
1
