# A link in a directory of programs leads to what is copied.
=== before
FROM python:3.12
RUN ln -s /app/bin/pip /usr/local/bin/pip
COPY . /app
RUN pip install flask
=== blocked
both touch /app/bin/pip
=== file bin/pip
x
