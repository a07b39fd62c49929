# The index that pip is given is a directory that is copied.
=== before
FROM python:3.12
COPY . /app
RUN pip install --index-url file:///app/simple flask
=== blocked
`pip install` is given an index that may be a directory: file:///app/simple
=== file simple/flask/index.html
x
