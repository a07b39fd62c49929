# A certificate of the project is needed to reach the repository.
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
reads a certificate
=== file composer.json
{"repositories":[{"type":"composer","url":"https://packages.example","options":{"ssl":{"local_cert":"client.pem"}}}],"require":{"monolog/monolog":"^3.0"}}
=== file composer.lock
{"packages":[{"name":"monolog/monolog","version":"3.0.0","dist":{"type":"zip","url":"https://files.example/m.zip"}}]}
=== file client.pem
x
=== file .dockerignore
vendor
.git
