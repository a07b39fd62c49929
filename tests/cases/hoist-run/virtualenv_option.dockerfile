# An option that names directories.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN virtualenv --extra-search-dir wheels /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
an option of `virtualenv` is not known: --extra-search-dir
=== file requirements.txt
flask==3.0.0
=== file app.py
1
