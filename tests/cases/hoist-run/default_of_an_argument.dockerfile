# An argument names a file of the working directory, unless it is given.
=== before
FROM python:3.12
ARG PIP_CONSTRAINT=constraints.txt
WORKDIR /app
COPY . .
RUN pip install flask
=== blocked
both touch /app
=== file constraints.txt
flask==3.0.0
