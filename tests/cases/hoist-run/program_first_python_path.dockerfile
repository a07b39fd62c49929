# Python looks into the directory of the program while pip runs.
=== before
FROM python:3.12
ENV PYTHONPATH=/app
WORKDIR /app
COPY app.py .
COPY requirements.txt .
RUN pip install -r requirements.txt
=== file app.py
1
=== file requirements.txt
flask==3.0.0
