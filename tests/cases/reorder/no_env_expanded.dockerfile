# ENV stays where its value is used.
=== before
FROM a
ENV D=/app
COPY . $D
ENV D=/b
COPY x $D
=== blocked
nothing
