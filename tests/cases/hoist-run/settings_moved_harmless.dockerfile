# A configuration file comes to its place by a command; it names no file.
=== before
FROM python:3.12
COPY pip.conf /tmp/settings
RUN mv /tmp/settings /etc/pip.conf
WORKDIR /app
COPY . .
RUN pip install flask
=== after
FROM python:3.12
COPY pip.conf /tmp/settings
RUN mv /tmp/settings /etc/pip.conf
WORKDIR /app
RUN pip install flask
COPY . .
=== file pip.conf
[global]
index-url = https://index.example/simple
=== file app.py
1
