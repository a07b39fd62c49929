# The environment lies among the sources, and .dockerignore does not exclude it.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv .venv && .venv/bin/pip install -r requirements.txt
=== blocked
a .venv of the build context would be copied over what it installs
=== file requirements.txt
flask==3.0.0
=== file app.py
1
