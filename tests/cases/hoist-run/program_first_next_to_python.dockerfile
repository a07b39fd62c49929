# What is copied first changes what Python does at its start.
=== before
FROM python:3.12
WORKDIR /app
COPY sitecustomize.py /usr/local/lib/python3.12/site-packages/
COPY requirements.txt .
RUN pip install -r requirements.txt
=== file sitecustomize.py
1
=== file requirements.txt
flask==3.0.0
