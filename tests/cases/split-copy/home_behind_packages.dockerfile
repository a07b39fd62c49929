# Packages of the distribution are taken to bring only names with a dot into the skeleton.
=== before
FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc
RUN useradd -m user && mkdir -p /home/user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== after
FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc
RUN useradd -m user && mkdir -p /home/user
COPY requirements.txt /home/user/app/
RUN pip install -r /home/user/app/requirements.txt
COPY . /home/user/app
=== file requirements.txt
flask==3.0.0
=== file app.py
1
