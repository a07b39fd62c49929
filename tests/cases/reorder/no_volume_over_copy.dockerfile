# Builders disagree about volumes.
=== before
FROM a
COPY . /data
VOLUME /data
=== blocked
VOLUME stays: `COPY . /data` has to stay above it: builders disagree about what lies below a volume
