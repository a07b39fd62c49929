# The Python that pip runs with is a program of the project.
=== before
FROM python:3.12
COPY python3.12 /usr/local/bin/
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
python3.12 of the project lies where Python is installed
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file python3.12
#!/bin/sh
exec /app/run
