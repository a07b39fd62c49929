# Paragraphs stay apart.
=== before
FROM a
WORKDIR /app
EXPOSE 80

WORKDIR /app
COPY x .
RUN y
=== after
FROM a
WORKDIR /app
EXPOSE 80

COPY x .
RUN y
