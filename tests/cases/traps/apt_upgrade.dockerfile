# Nothing is dropped from a command.
=== before
FROM debian
RUN apt-get update && apt-get upgrade -y && sudo true && wget --no-check-certificate http://example.com/
=== blocked
nothing
