# A home below which all else works.
=== before
FROM python:3.12-slim
RUN useradd -m user
WORKDIR /home/user/app
COPY . .
RUN pip install -r requirements.txt
=== after
FROM python:3.12-slim
RUN useradd -m user
WORKDIR /home/user/app
COPY requirements.txt ./
RUN pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
