# A file of the skeleton is written by the same step.
=== before
FROM python:3.12-slim
RUN mkdir -p /etc/skel/app && echo -e . > /etc/skel/app/requirements.txt && useradd -m user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
