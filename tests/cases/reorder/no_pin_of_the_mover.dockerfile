# Neither moves nor is crossed.
=== before
FROM a
COPY . /app
# dfopt: pin
CMD ["a"]
