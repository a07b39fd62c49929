# Neither moves nor is crossed.
=== before
FROM a
COPY . /app
# dfopt: pin
CMD ["a"]
=== blocked
CMD stays: a pragma, or a continuation at its end, keeps it in its place
