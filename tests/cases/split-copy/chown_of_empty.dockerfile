# To make a directory and give it to somebody puts nothing there.
=== before
FROM python:3.12-slim
RUN mkdir /app && chown 1000 /app && chmod 750 /app
COPY . /app
RUN pip install -r /app/requirements.txt
=== after
FROM python:3.12-slim
RUN mkdir /app && chown 1000 /app && chmod 750 /app
COPY requirements.txt /app/
RUN pip install -r /app/requirements.txt
COPY . /app
=== file requirements.txt
flask==3.0.0
=== file app.py
1
