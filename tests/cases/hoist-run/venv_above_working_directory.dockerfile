# So it would where the sources lie further down.
=== before
FROM python:3.12
WORKDIR /srv/app
COPY . .
RUN python -m venv /srv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
the virtual environment may hold the working directory
=== file requirements.txt
flask==3.0.0
=== file app.py
1
