"""Dockerfiles that change, stay, and are wrong."""

CHANGES = """\
FROM diamol/node

ENV TARGET="blog.sixeyed.com"
ENV METHOD="HEAD"

WORKDIR /web-ping
COPY app.js .
"""

CHANGED = """\
FROM diamol/node

ENV TARGET="blog.sixeyed.com" \\
    METHOD="HEAD"

WORKDIR /web-ping
COPY app.js .
"""

STAYS = "FROM alpine:3.20\nRUN apk add curl\n"

WRONG = "FROM a\n\nCOPI . .\n"
