# uv links files from its cache.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN uv pip install --system poetry==1.8.3 && poetry install
=== blocked
`RUN uv pip install --system poetry==1.8.3 &&...` stays one step: what follows may change installed files: `poetry` is not known
