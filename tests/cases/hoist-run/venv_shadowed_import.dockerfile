# venv keeps the working directory in sys.path: argparse counts, too, unlike with pip.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
Python finds argparse.py of the project in the working directory
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file argparse.py
1
