# A setup.cfg that says nothing about installing is there for pip all the same.
=== before
FROM python:3.8-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== after
FROM python:3.8-slim
WORKDIR /app
COPY requirements.txt setup.cfg ./
RUN pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask
=== file setup.cfg
[flake8]
max-line-length = 100
=== file app.py
1
