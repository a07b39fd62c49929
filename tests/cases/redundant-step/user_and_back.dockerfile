# What another user may have made of it is not looked into.
=== before
FROM a
USER app
WORKDIR /app
USER root
USER app
WORKDIR /app
=== blocked
USER has changed in between
