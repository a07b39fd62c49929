# A configuration file that was copied leads to what is copied after it.
=== before
FROM python:3.12
COPY pip.conf /etc/pip.conf
COPY . /app
RUN pip install flask
=== blocked
both touch /etc
=== file pip.conf
[global]
find-links = /app/wheels
=== file wheels/flask.whl
x
