# Where packages go is only known at build time, but not that it begins with /app.
=== before
FROM python:3.12
ARG RELEASE
ENV PIP_TARGET=/app/$RELEASE
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app
=== file app.py
1
