# What is written to the home directory is read from it.
=== before
FROM example/tools
COPY . /app
RUN echo insecure > ~/.curlrc
RUN curl -fsSL -o /src/tool https://example.com/tool
=== after
FROM example/tools
RUN echo insecure > ~/.curlrc
RUN curl -fsSL -o /src/tool https://example.com/tool
COPY . /app
