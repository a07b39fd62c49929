# Packages of other managers put programs there
=== before
FROM python:3.13
COPY docker-entrypoint.sh /usr/local/bin/
RUN pip install flask
=== blocked
both touch /usr/local
=== file docker-entrypoint.sh
#!/bin/sh
