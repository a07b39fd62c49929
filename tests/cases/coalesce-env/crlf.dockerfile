# New lines end as the file's lines do.
=== before
<CRLF>
FROM a
ENV A=1
ENV B=2
=== after
<CRLF>
FROM a
ENV A=1 \
    B=2
