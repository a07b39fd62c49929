# The project adds a module that each Python imports when it starts.
=== before
FROM python:3.12
COPY site.pth /usr/local/lib/python3.12/site-packages/
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== blocked
python3.12 of the project lies where Python is installed
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file site.pth
import app
