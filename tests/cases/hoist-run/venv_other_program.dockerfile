# Another program of an environment.
=== before
FROM python:3.12
RUN python -m venv /opt/venv
WORKDIR /app
COPY . .
RUN /opt/venv/bin/django-admin check
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
`/opt/venv/bin/django-admin` is not known
=== file requirements.txt
flask==3.0.0
=== file app.py
1
