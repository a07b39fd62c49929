# A module that each Python imports when it starts.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
Python finds sitecustomize.py of the project in the working directory
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file sitecustomize.py
1
