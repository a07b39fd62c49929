# Python would find the directory in place of its module.
=== before
FROM python:3.12
COPY . /string
RUN python -m pip install gunicorn==22.0.0
=== blocked
both touch /string
=== file app.py
1
