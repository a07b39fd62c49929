# A variable that pip reads names a file in the working directory.
=== before
FROM python:3.12
ENV PIP_CONSTRAINT=constraints.txt
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app
=== file constraints.txt
flask==3.0.0
