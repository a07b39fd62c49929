# A variable of pip names a file (B 7).
=== before
FROM python:3.12
ENV PIP_CONSTRAINT=/app/c.txt
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app/c.txt
=== file requirements.txt
flask==3.0.0
=== file app.py
1
=== file c.txt
flask<4
