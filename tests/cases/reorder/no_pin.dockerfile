# Neither moves nor is crossed.
=== before
FROM a
# dfopt: pin
COPY . /app
CMD ["a"]
=== blocked
CMD stays: a pragma, or a continuation at its end, keeps `COPY . /app` in its place
