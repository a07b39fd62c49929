# A requirements file names an index that is a directory.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
requirements.txt names an index that is a directory
=== file requirements.txt
--index-url simple
flask
=== file simple/flask/index.html
x
