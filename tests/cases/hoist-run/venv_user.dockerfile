# Another user's environment, and the home directory of that user is not known.
=== before
FROM python:3.12
USER app
WORKDIR /app
COPY . .
RUN python -m venv /home/app/venv && /home/app/venv/bin/pip install -r requirements.txt
=== blocked
the home directory of the user is not known
=== file requirements.txt
flask==3.0.0
=== file app.py
1
