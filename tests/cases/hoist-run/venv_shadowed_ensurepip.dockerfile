# ... or its own ensurepip, a package.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m venv /opt/venv
RUN /opt/venv/bin/pip install -r requirements.txt
=== blocked
Python finds ensurepip of the project in the working directory
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file ensurepip/__init__.py
1
