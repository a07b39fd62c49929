# In a directory of the system.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /etc/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
lies in a directory of the system
=== file requirements.txt
flask==3.0.0
=== file app.py
1
