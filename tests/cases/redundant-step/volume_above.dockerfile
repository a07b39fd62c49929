# Builders disagree about volumes.
=== before
FROM a
VOLUME /app
WORKDIR /app
WORKDIR /app
=== blocked
builders disagree about steps below a VOLUME
