# That of all the rest may be named.
=== before
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== after
FROM python:3.12-slim
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
=== file requirements.txt
# -*- coding: utf-8 -*-
flask
