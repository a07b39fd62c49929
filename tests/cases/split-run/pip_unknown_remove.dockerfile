# What follows deletes it again: it would stay in the layer below.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install poetry==1.8.3 && poetry install && rm -rf /usr/local/lib/python3.12/site-packages/poetry
=== blocked
`poetry` is not known
