# With an old Python, pip installs where setup.cfg says.
=== before
FROM python:3.9
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
setup.cfg says where to install to
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file setup.cfg
[install]
prefix = /app/lib
