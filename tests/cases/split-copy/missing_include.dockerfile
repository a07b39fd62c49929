# A file that is not there: the build would fail.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
there is no base.txt
=== file requirements.txt
-r base.txt
flask==3.0.0
=== file app.py
1
