# The home is one of the image's own, which newer versions have.
=== before
FROM ubuntu:24.04
COPY . /home/ubuntu/app
RUN pip install -r /home/ubuntu/app/requirements.txt
=== blocked
`COPY . /home/ubuntu/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
