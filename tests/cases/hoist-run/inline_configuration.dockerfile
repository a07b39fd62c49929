# A configuration file written in the Dockerfile leads to what is copied.
=== before
FROM debian:12
COPY <<EOF /etc/apt/apt.conf.d/90certificate
Acquire::https::CAInfo "/app/ca.pem";
EOF
COPY . /app
RUN apt-get update && apt-get install -y curl
=== blocked
both touch /etc
=== file ca.pem
x
