# In BuildKit metadata is free.
# options: engine=buildkit
=== before
FROM a
WORKDIR /app
COPY app.js .
CMD ["node", "app.js"]
=== blocked
costs nothing
