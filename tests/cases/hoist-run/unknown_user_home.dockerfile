# The home directory of the image's user may be there.
=== before
FROM example/tools
COPY settings /home/worker/
RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool
=== blocked
the variables of the base image are not known
