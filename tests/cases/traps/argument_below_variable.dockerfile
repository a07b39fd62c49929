# With all builders but BuildKit the ENV stays in force: there the RUN is ./tool, a file of the copy.
# options: engine=any
=== before
FROM python:3.12-slim
ENV install=./tool
ARG install="pip install"
WORKDIR /app
COPY . .
RUN $install flask
=== blocked
with all builders but BuildKit ENV install stays in force below its ARG
=== file tool
#!/bin/sh
