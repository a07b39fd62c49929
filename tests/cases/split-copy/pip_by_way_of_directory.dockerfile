# pip opens lib/../requirements.txt, which is there only if lib is.
=== before
FROM python:3.12-slim
WORKDIR /app
COPY . .
RUN pip install -r lib/../requirements.txt
=== blocked
a requirements file is named by way of another directory
=== file requirements.txt
flask==3.0.0
=== file lib/a.py
1
