# The prompt is the name of the working directory.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv --prompt . /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
the prompt '.' is no plain word
=== file requirements.txt
flask==3.0.0
=== file app.py
1
