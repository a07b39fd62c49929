# Both, several times.
=== before
FROM a
USER app
WORKDIR /app
USER app
WORKDIR /app
RUN x
=== after
FROM a
USER app
WORKDIR /app
RUN x
