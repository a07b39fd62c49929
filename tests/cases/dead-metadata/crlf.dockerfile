# CRLF, continuations, and no newline at the end.
# options: engine=buildkit
=== before
<CRLF>
FROM a
HEALTHCHECK --interval=5s \
    CMD x
RUN y
HEALTHCHECK CMD z
<no newline>
=== after
<CRLF>
FROM a
RUN y
HEALTHCHECK CMD z
<no newline>
