# All the metadata moves, in its order.
=== before
FROM a
WORKDIR /app
COPY . .
EXPOSE 80
ENTRYPOINT ["a"]
CMD ["b"]
=== after
FROM a
WORKDIR /app
EXPOSE 80
ENTRYPOINT ["a"]
CMD ["b"]
COPY . .
