# Neither moves nor is crossed.
=== before
FROM a
# dfopt: pin
COPY . /app
CMD ["a"]
