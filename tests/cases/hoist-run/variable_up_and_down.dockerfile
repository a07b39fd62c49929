# Where packages go is among the sources, by another way.
=== before
FROM python:3.12
ENV PIP_TARGET=/srv/../app/lib
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app/lib
=== file app.py
1
