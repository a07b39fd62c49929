# Old Pythons would look for setup.cfg, which is not there; a command moves alone.
=== before
FROM python:3.8-slim
WORKDIR /app
COPY . .
RUN pip install flask
=== after
FROM python:3.8-slim
WORKDIR /app
RUN pip install flask
COPY . .
=== file app.py
1
