# python is a program of the project.
=== before
FROM python:3.12
COPY python /usr/local/bin/python
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt
=== blocked
`python` is a file of the build context
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file python
#!/bin/sh
exec /app/run
