# The new Python would look for modules among the sources.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv . && bin/pip install -r requirements.txt
=== blocked
the virtual environment may hold the working directory
=== file requirements.txt
flask==3.0.0
=== file app.py
1
