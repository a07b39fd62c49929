# CMD is a link of the chain everywhere but in BuildKit.
=== before
FROM a
WORKDIR /app
COPY app.js .
CMD ["node", "app.js"]
=== after
FROM a
WORKDIR /app
CMD ["node", "app.js"]
COPY app.js .
