# A file of the home directory that may be that of the image's user.
=== before
FROM example/tools
COPY .netrc /root/.netrc
RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool
