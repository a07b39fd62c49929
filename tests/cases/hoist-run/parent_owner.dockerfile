# The copy makes a parent in a directory of the system, for another owner.
=== before
FROM debian:12
COPY --chown=1000:1000 src /usr/src/project/src
RUN git clone https://example.org/lib.git /usr/src/project/lib
=== blocked
has to be there
=== file src/a.c
x
