# In the root directory only what has the name of a module would be in its way.
=== before
FROM python:3.12
COPY . /app
RUN python -m pip install gunicorn==22.0.0
=== after
FROM python:3.12
RUN python -m pip install gunicorn==22.0.0
COPY . /app
=== file app.py
1
