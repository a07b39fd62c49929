# PATH leads to an environment among the sources (B 5).
=== before
FROM python:3.12
ENV PATH=/app/venv/bin:$PATH
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app/venv
=== file requirements.txt
flask==3.0.0
=== file app.py
1
