# An index that nobody uses would grow old (B 9).
=== before
FROM debian:12
COPY . /app
RUN apt-get update
RUN make
=== blocked
it refreshes a package index, which would grow old above it
