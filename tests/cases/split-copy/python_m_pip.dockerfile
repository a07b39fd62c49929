# Python's module pip does what pip does.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install --no-cache-dir -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt ./
RUN python -m pip install --no-cache-dir -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
