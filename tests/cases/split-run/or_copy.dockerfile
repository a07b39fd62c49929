# What fails in front of the cut is tolerated.
# options: context=empty
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y curl || cp /app/x /opt
=== blocked
what fails in it may be tolerated
