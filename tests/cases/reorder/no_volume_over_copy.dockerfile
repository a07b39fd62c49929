# Builders disagree about volumes.
=== before
FROM a
COPY . /data
VOLUME /data
