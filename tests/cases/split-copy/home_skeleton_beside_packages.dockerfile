# A command beside the packages writes where the skeleton is, too.
=== before
FROM python:3.12-slim
RUN apt-get update && apt-get install -y gcc && cp -r /usr/share/a/. /etc
RUN useradd -m user && mkdir -p /home/user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
