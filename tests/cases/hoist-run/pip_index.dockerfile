# The index that pip is given is a directory that is copied.
=== before
FROM python:3.12
COPY . /app
RUN pip install --index-url file:///app/simple flask
=== file simple/flask/index.html
x
