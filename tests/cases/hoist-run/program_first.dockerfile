# The program is copied before its requirements, one file each.
=== before
FROM python:3.12
WORKDIR /app
COPY app.py .
COPY requirements.txt .
RUN pip install -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY app.py .
=== file app.py
1
=== file requirements.txt
flask==3.0.0
