# ... or lies below a link that the project brings.
=== before
FROM python:3.12
WORKDIR /app
COPY links/ /opt/
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== blocked
files of the project lie in the virtual environment /opt/venv
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file links/a
1
=== link links/venv
/app
