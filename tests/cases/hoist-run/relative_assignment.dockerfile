# A variable set for pip alone names a file in the working directory.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN PIP_CONSTRAINT=constraints.txt pip install flask
=== blocked
both touch /app
=== file constraints.txt
flask==3.0.0
