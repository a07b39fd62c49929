# All that speaks TLS reads the settings that OPENSSL_CONF names.
=== before
FROM python:3.12
ENV OPENSSL_CONF=/app/openssl.cnf
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app/openssl.cnf
=== file openssl.cnf
x
