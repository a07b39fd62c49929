# virtualenv takes options from variables.
=== before
FROM python:3.12
ENV VIRTUALENV_PYTHON=/app/python
WORKDIR /app
COPY . .
RUN virtualenv /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
VIRTUALENV_PYTHON may lead virtualenv to files of the project
=== file requirements.txt
flask==3.0.0
=== file app.py
1
