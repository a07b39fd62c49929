# The file ends as it ended.
=== before
<CRLF>
FROM a
RUN x
WORKDIR /app

WORKDIR /app
<no newline>
=== after
<CRLF>
FROM a
RUN x
WORKDIR /app
<no newline>
