# The RUN may have removed it.
=== before
FROM a
WORKDIR /app
RUN rm -rf /app
WORKDIR /app
=== blocked
RUN in between
