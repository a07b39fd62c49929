# What is copied already is given to somebody: it may not be read any more.
=== before
FROM python:3.12-slim
COPY . /home/user/app
RUN chown -R 1000 /home/user/app && chmod -R 700 /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
