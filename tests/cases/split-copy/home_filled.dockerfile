# Something is put where the sources come to lie.
=== before
FROM python:3.12-slim
RUN useradd -m user && mkdir -p /home/user
RUN cp -r /usr/share/common /home/user/app && chown -R 1000 /home/user/app
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
