# PYTHONPATH leads pip to what is copied (B 7).
=== before
FROM python:3.12
ENV PYTHONPATH=/app
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app
=== file requirements.txt
flask==3.0.0
=== file app.py
1
