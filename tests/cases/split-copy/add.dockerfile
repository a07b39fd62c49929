# ADD of a directory copies it; nothing in it is unpacked.
=== before
FROM python:3.12
WORKDIR /app
ADD . /app/
RUN pip install -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt /app/
RUN pip install -r requirements.txt
ADD . /app/
=== file requirements.txt
flask==3.0.0
=== file app.py
1
