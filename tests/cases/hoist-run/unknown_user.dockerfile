# Wherever the home directory of the image's user is, it is not in /app.
=== before
FROM example/tools
COPY . /app
RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool
=== after
FROM example/tools
RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool
COPY . /app
