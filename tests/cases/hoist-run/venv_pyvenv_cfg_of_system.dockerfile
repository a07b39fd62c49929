# The settings of the Python that makes it are the project's.
=== before
FROM python:3.12
COPY pyvenv.cfg /usr/local/
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== blocked
pyvenv.cfg of the project lies where Python is installed
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file pyvenv.cfg
home = /app/python
