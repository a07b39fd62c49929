# Who the user is comes from outside.
=== before
FROM example/tools
ARG WORKER
USER $WORKER
COPY . /app
RUN git clone https://example.com/lib.git /src/lib
