# An environment of before is changed.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv --upgrade /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
an option of `venv` is not known: --upgrade
=== file requirements.txt
flask==3.0.0
=== file app.py
1
