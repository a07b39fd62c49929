# What runs inside of the call of pip is not pip.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install "poetry==$(ln /usr/local/bin/python3.12 /usr/local/bin/p; echo 1.8.3)" && poetry install
=== blocked
an argument of `pip` is only known at build time
