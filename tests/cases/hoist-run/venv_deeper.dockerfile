# Its parent would be made by the command, or come with the sources.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv env/venv && env/venv/bin/pip install -r requirements.txt
=== blocked
/app/env is made by the command and by the copy
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file .dockerignore
env/venv
