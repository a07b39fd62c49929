# Python finds modules in what is mounted over the working directory.
# options: engine=buildkit
=== before
FROM python:3.12
COPY . /app
WORKDIR /src
RUN --mount=type=bind,target=/src python -m pip install flask
=== blocked
what is mounted may hold modules that Python finds first
=== file app.py
1
