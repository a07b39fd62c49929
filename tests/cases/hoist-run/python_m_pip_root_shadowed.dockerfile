# Python would find the directory in place of its module.
=== before
FROM python:3.12
COPY . /string
RUN python -m pip install gunicorn==22.0.0
=== blocked
Python finds string of the project in the working directory
=== file app.py
1
