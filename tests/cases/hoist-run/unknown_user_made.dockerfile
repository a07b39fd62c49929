# The user is one that the file itself makes, with a home directory in /app.
=== before
FROM example/tools
RUN useradd -m -d /app worker
USER worker
COPY . /app
RUN git clone https://example.com/lib.git /src/lib
