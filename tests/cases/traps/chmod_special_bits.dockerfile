# Special bits of a mode are not given to a COPY (B 18).
=== before
FROM debian:12
COPY tool /usr/local/bin/tool
RUN chmod 4755 /usr/local/bin/tool
=== blocked
it may write to directories of the system, or through a link
=== file tool
x
