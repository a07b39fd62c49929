# A working directory in which python finds modules (B 28).
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install flask
=== file pip/__init__.py
x
