# The library path that it writes is what pwd prints.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y gcc && echo "$(pwd)/lib" > /etc/ld.so.conf.d/app.conf && ldconfig
=== blocked
both touch /app
=== file lib/libapp.so
x
