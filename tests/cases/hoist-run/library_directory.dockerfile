# An operand is a directory that is copied, as a relative path.
=== before
FROM debian:12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y gcc && ldconfig lib
=== blocked
both touch /app/lib
=== file lib/libapp.so
x
