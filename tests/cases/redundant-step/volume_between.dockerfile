# Builders disagree about volumes.
=== before
FROM a
WORKDIR /app
VOLUME /app/data
WORKDIR /app
=== blocked
builders disagree about steps below a VOLUME
