# The file says that the home directory is the application's.
=== before
FROM example/tools
ENV HOME=/app
COPY . /app
RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool
