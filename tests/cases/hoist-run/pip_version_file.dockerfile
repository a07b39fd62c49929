# The version is read from the sources, by a variable of the shell.
=== before
FROM python:3.12
COPY . /app
RUN VERSION=$(cat /app/version) && pip install "poetry==$VERSION"
