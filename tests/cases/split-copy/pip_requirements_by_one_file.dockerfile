# A file whose destination is a directory already may lie there: it is not taken for granted.
=== before
FROM python:3.12
WORKDIR /app
COPY requirements.txt /app
COPY . .
RUN pip install -r requirements.txt
RUN x
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
RUN x
=== file requirements.txt
flask==3.0.0
=== file app.py
1
