# With the usual options.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python3 -m venv --upgrade-deps --system-site-packages --copies --clear --prompt=app /opt/venv && \
    /opt/venv/bin/python -m pip install -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY requirements.txt ./
RUN python3 -m venv --upgrade-deps --system-site-packages --copies --clear --prompt=app /opt/venv && \
    /opt/venv/bin/python -m pip install -r requirements.txt
COPY . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
