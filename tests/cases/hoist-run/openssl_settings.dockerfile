# All that speaks TLS reads the settings that OPENSSL_CONF names.
=== before
FROM python:3.12
ENV OPENSSL_CONF=/app/openssl.cnf
WORKDIR /app
COPY . .
RUN pip install flask
=== file openssl.cnf
x
