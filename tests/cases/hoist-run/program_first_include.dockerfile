# The file that is copied first is one that the requirements include.
=== before
FROM python:3.12
WORKDIR /app
COPY base.in .
COPY requirements.txt .
RUN pip install -r requirements.txt
=== file base.in
flask==3.0.0
=== file requirements.txt
-r base.in
