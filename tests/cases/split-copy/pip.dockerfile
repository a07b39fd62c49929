# Requirements that include others.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --no-cache-dir -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY base.txt requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
=== file requirements.txt
-r base.txt
flask==3.0.0
=== file base.txt
requests
=== file app.py
1
