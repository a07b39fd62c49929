# The destination is a directory that a WORKDIR made (B 17).
# options: engine=buildkit
=== before
FROM debian:12
WORKDIR /app
COPY run.sh /app
RUN chmod 777 /app
=== blocked
both touch /app
=== file run.sh
x
