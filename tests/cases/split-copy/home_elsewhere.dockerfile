# The home is the directory that is copied.
=== before
FROM python:3.12-slim
RUN useradd -m -d /app user
COPY . /app
RUN pip install -r /app/requirements.txt
=== blocked
`COPY . /app`: what it copies may come to lie at /
=== file requirements.txt
flask==3.0.0
=== file app.py
1
