# What a RUN reads is not known.
=== before
FROM a
COPY . /app
RUN apt-get update && apt-get install -y curl
=== blocked
nothing
