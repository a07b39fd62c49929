# The home itself is what is copied into: of the skeleton nothing is known but the dots.
=== before
FROM python:3.12-slim
RUN useradd -m user && mkdir -p /home/user
COPY . /home/user
RUN pip install -r /home/user/requirements.txt
=== blocked
`COPY . /home/user`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
