# Uv builds the project to learn its metadata (B 15).
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN uv sync --locked --no-install-project
=== blocked
uv builds the project to learn what pyproject.toml leaves open
=== file pyproject.toml
[project]
name = "a"
dynamic = ["version"]
[build-system]
requires = ["hatchling"]
=== file uv.lock
version = 1
=== file .dockerignore
.venv
