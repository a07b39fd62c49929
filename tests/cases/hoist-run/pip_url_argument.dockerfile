# Where the package comes from is said outside: it may be a directory.
=== before
FROM python:3.12
ARG SOURCE
COPY . /app
RUN pip install "poetry @ $SOURCE"
