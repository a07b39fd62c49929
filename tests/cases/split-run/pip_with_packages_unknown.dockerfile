# Files of packages of the system may have several names.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN apt-get update && apt-get install -y git && pip install poetry==1.8.3 && poetry install
=== blocked
may change installed files
