# The owner is the same in both copies.
# options: engine=buildkit
=== before
FROM python:3.12
WORKDIR /app
COPY --chown=1000:1000 . .
RUN pip install -r requirements.txt
=== after
FROM python:3.12
WORKDIR /app
COPY --chown=1000:1000 requirements.txt ./
RUN pip install -r requirements.txt
COPY --chown=1000:1000 . .
=== file requirements.txt
flask==3.0.0
=== file app.py
1
