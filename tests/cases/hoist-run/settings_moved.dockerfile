# A configuration file comes to its place by a command; it names a directory of the sources.
=== before
FROM python:3.12
COPY pip.conf /tmp/settings
RUN mv /tmp/settings /etc/pip.conf
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
it may write to directories of the system, or through a link
=== file pip.conf
[global]
find-links = /app/wheels
=== file wheels/a.whl
1
