# What is installed comes from outside: it may be the project.
=== before
FROM python:3.12
ARG PACKAGE
COPY . /app
RUN pip install $PACKAGE
