# The directory into which a file is written is made by the copy.
=== before
FROM debian:12
COPY fonts /usr/share/application/fonts
RUN curl -fsSL -o /usr/share/application/data https://example.org/data
=== blocked
/usr/share/application has to be there
=== file fonts/a.ttf
x
