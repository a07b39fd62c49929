# uv links files from its cache.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN uv pip install --system poetry==1.8.3 && poetry install
