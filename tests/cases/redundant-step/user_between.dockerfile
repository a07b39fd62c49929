# It would belong to another user.
=== before
FROM a
WORKDIR /app
USER app
WORKDIR /app
=== blocked
USER has changed in between
