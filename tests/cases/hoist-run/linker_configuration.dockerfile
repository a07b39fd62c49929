# The library path that it writes for ldconfig leads to what is copied.
=== before
FROM debian:12
COPY . /app
RUN apt-get update && apt-get install -y gcc && echo /app/lib > /etc/ld.so.conf.d/app.conf && ldconfig
=== blocked
both touch /app/lib
=== file lib/libapp.so
x
