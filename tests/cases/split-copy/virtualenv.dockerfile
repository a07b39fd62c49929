# virtualenv.
=== before
FROM python:3.12
RUN pip install virtualenv==20.29.1
WORKDIR /app
COPY . .
RUN virtualenv -q -p python3.12 /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== after
FROM python:3.12
RUN pip install virtualenv==20.29.1
WORKDIR /app
COPY requirements.txt ./
RUN virtualenv -q -p python3.12 /opt/venv && /opt/venv/bin/pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
