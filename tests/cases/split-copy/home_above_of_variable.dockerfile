# The home is only known at build time.
=== before
FROM python:3.12-slim
ARG NAME=user
RUN useradd -m -d /home/$NAME other
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
