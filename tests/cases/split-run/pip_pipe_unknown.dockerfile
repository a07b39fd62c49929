# What runs beside pip is not pip.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install poetry==1.8.3 | tee /usr/local/log && poetry install
=== blocked
`poetry` is not known
