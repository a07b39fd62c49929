# Composer looks for packages in a directory of the project.
=== before
FROM composer:2
WORKDIR /app
COPY . .
RUN composer install --no-scripts --no-autoloader --no-plugins
=== blocked
composer looks for packages in directories
=== file composer.json
{"repositories":[{"type":"artifact","url":"artifacts"}]}
=== file composer.lock
{"packages":[]}
=== file artifacts/a.zip
x
=== file .dockerignore
vendor
.git
