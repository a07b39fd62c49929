# An operand that looks like a plain name is a directory that is copied.
=== before
FROM debian:12
COPY fonts /app/fonts
RUN apt-get update && apt-get install -y fontconfig && fc-cache -f /app/fonts
=== blocked
both touch /app/fonts
=== file fonts/a.ttf
x
