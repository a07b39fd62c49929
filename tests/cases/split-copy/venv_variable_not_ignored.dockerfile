# The same where variables name it.
=== before
FROM python:3.12
ENV VIRTUAL_ENV=/app/.venv PATH=/app/.venv/bin:$PATH
WORKDIR /app
RUN python -m venv /app/.venv
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app/.venv
=== file requirements.txt
flask==3.0.0
=== file app.py
1
