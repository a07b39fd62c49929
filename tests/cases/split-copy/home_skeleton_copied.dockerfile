# The skeleton is copied.
=== before
FROM python:3.12-slim
COPY skel /etc/skel
RUN useradd -m user && mkdir -p /home/user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY skel /etc/skel`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file skel/app/setup.py
1
