# Of what is copied into the home itself the file that pip reads is known: the skeleton has only dots.
=== before
FROM python:3.12-slim
RUN useradd -m user && mkdir -p /home/user
COPY . /home/user
RUN pip install -r /home/user/requirements.txt
=== after
FROM python:3.12-slim
RUN useradd -m user && mkdir -p /home/user
COPY requirements.txt /home/user/
RUN pip install -r /home/user/requirements.txt
COPY . /home/user
=== file requirements.txt
flask==3.0.0
=== file app.py
1
