# A mirror of a package is a directory of the project.
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
names packages of the project itself
=== file composer.json
{"require":{"monolog/monolog":"^3.0"}}
=== file composer.lock
{"packages":[{"name":"monolog/monolog","version":"3.0.0","dist":{"type":"zip","url":"https://files.example/m.zip","mirrors":[{"url":"file:///app/packages/%package%.zip","preferred":true}]}}]}
=== file packages/m.zip
x
=== file .dockerignore
vendor
.git
