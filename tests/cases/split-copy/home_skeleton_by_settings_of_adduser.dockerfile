# The settings of adduser name another skeleton.
=== before
FROM python:3.12-slim
RUN echo SKEL=/srv > /etc/adduser.conf && adduser --disabled-password user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
