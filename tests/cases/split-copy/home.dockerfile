# A new home holds nothing but names that begin with a dot, and chown makes nothing.
=== before
FROM python:3.12-slim
RUN useradd -m user && mkdir -p /home/user && chown -R 1000:1000 /home/user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== after
FROM python:3.12-slim
RUN useradd -m user && mkdir -p /home/user && chown -R 1000:1000 /home/user
COPY requirements.txt /home/user/app/
RUN pip install -r /home/user/app/requirements.txt
COPY . /home/user/app
=== file requirements.txt
flask==3.0.0
=== file app.py
1
