# Variables of this base image may lead there.
=== before
FROM example/debian
COPY . /data
RUN apt-get update && apt-get install -y curl
=== blocked
the variables of the base image are not known
