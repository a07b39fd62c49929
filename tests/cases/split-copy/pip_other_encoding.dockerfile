# The first line tells pip how to read the rest: there the comment ends, and names the project.
=== before
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
requirements.txt is in an unusual encoding
=== file requirements.txt
# coding: unicode_escape
flask # \n-e .
