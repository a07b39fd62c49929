# pip may replace what pip has installed: the files have one name each.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --upgrade pip setuptools && pip install -r requirements.txt && x
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt ./
RUN pip install --upgrade pip setuptools && pip install -r requirements.txt
COPY . .
RUN x
=== file requirements.txt
requests==2.32.0
