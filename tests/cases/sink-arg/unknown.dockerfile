# Nobody knows what the RUN reads.
=== before
FROM debian:12
ARG GIT_COMMIT
RUN make
=== blocked
`make` is not known
