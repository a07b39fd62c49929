# Pip.conf names a constraints file of the working directory.
=== before
FROM python:3.12
COPY pip.conf /etc/pip.conf
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app
=== file pip.conf
[global]
constraint = constraints.txt
=== file constraints.txt
flask==3.0.0
=== file requirements.txt
flask
