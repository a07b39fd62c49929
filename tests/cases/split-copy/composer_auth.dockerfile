# Passwords come from auth.json, which may name a certificate of the project.
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
reads a certificate
=== file composer.json
{"require":{"monolog/monolog":"^3.0"}}
=== file composer.lock
{"packages":[{"name":"monolog/monolog","version":"3.0.0","dist":{"type":"zip","url":"https://files.example/m.zip"}}]}
=== file auth.json
{"client-certificate":{"files.example":{"local_cert":"client.pem"}}}
=== file client.pem
x
=== file .dockerignore
vendor
.git
