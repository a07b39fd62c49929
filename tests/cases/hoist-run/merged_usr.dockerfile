# Two ways to one directory of a merged /usr (B 20).
=== before
FROM debian:12
COPY a/tool /bin/tool
RUN curl -fsSL -o /usr/bin/tool https://example.org/tool
=== blocked
it may write to directories of the system, or through a link
=== file a/tool
x
