# A working directory in which python finds modules (B 28).
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN python -m pip install flask
=== blocked
`python` has an option that is not known: -m
=== file pip/__init__.py
x
