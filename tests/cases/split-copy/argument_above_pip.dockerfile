# What packages do while they are built may depend on any variable.
# options: engine=buildkit
=== before
FROM python:3.12
ARG REVISION
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== file requirements.txt
flask==3.0.0
=== file app.py
1
