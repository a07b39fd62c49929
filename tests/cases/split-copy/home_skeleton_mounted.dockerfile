# Another directory is mounted in the place of the skeleton.
=== before
FROM python:3.12-slim
RUN --mount=type=bind,source=skel,target=/etc/skel useradd -m user
COPY . /home/user/app
RUN pip install -r /home/user/app/requirements.txt
=== blocked
`COPY . /home/user/app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file skel/app/setup.py
1
