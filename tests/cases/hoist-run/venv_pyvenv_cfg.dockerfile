# The project brings the settings of the environment.
=== before
FROM python:3.12
WORKDIR /app
COPY pyvenv.cfg /opt/venv/
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== blocked
files of the project lie in the virtual environment /opt/venv
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file pyvenv.cfg
home = /app/python
