# Variables of this base image may lead anywhere but to /app.
=== before
FROM example/debian
COPY . /app
RUN apt-get update && apt-get install -y curl
=== after
FROM example/debian
RUN apt-get update && apt-get install -y curl
COPY . /app
