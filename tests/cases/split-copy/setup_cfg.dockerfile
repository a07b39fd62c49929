# pip for old Pythons installs to where setup.cfg of the working directory says.
=== before
FROM python:3.8-slim
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
setup.cfg says where to install to
=== file requirements.txt
flask
=== file setup.cfg
[flake8]
max-line-length = 100

[install]
prefix = /srv
