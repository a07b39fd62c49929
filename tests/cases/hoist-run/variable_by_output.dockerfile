# The working directory is in a variable that pip reads.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN export PIP_CONSTRAINT="$(pwd)/constraints.txt" && pip install flask
=== blocked
both touch /app/constraints.txt
=== file constraints.txt
flask==3.0.0
