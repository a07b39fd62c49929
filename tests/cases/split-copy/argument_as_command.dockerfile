# A build argument that is run as a command counts with its default.
# options: engine=buildkit
=== before
FROM python:3.12-slim
ARG install='uv pip install --system --no-cache-dir'
WORKDIR /app
COPY . .
RUN pip install uv && $install -r requirements.txt
=== after
FROM python:3.12-slim
ARG install='uv pip install --system --no-cache-dir'
WORKDIR /app
COPY requirements.txt .python-versio[n] .python-version[s] pyproject.tom[l] uv.tom[l] ./
RUN pip install uv && $install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
import flask
