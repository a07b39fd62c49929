# Pip.conf names an index.
=== before
FROM python:3.12
COPY pip.conf /etc/pip.conf
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== after
FROM python:3.12
COPY pip.conf /etc/pip.conf
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
=== file pip.conf
[global]
index-url = https://pypi.example.org/simple
trusted-host = pypi.example.org
=== file requirements.txt
flask
=== file app.py
x
