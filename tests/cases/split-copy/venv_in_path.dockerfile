# PATH leads to it.
=== before
FROM python:3.12
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== after
FROM python:3.12
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
