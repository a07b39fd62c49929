# What activate does may have been changed by others.
=== before
FROM python:3.12
RUN python -m venv /opt/venv
WORKDIR /app
COPY . .
RUN . /opt/venv/bin/activate && pip install -r requirements.txt
=== blocked
`.` runs a script of the image
=== file requirements.txt
flask==3.0.0
=== file app.py
1
