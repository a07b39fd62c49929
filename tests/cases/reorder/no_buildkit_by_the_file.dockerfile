# A file that needs BuildKit is for BuildKit.
=== before
# syntax=docker/dockerfile:1
FROM a
COPY . /app
CMD ["a"]
=== blocked
costs nothing
