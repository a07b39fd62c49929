# A variable says where pip installs to, and that is copied over (B 7).
=== before
FROM python:3.12
ENV PIP_TARGET=/app/lib
COPY . /app
RUN pip install flask
=== blocked
both touch /app/lib
=== file lib/x
x
