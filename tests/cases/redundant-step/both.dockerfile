# Both, several times.
=== before
FROM a
USER 1000
WORKDIR /app
USER 1000
WORKDIR /app
RUN true
=== after
FROM a
USER 1000
WORKDIR /app
RUN true
