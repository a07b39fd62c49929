# Builders disagree about volumes.
=== before
FROM a
COPY . /app
RUN make
VOLUME /data
=== blocked
nothing
