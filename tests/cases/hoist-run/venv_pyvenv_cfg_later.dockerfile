# ... or does so after it has been made.
=== before
FROM python:3.12
WORKDIR /app
RUN python -m venv /opt/venv
COPY pyvenv.cfg /opt/venv/
COPY . .
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
a venv of the build context would be copied over what it installs
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file pyvenv.cfg
home = /app/python
