# pip takes passwords of its index from the file that NETRC names.
=== before
FROM python:3.12
ENV NETRC=/app/netrc
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
=== blocked
what it copies may come to lie at /app/netrc
=== file requirements.txt
flask
=== file netrc
machine index.example login a password b
=== file app.py
x
