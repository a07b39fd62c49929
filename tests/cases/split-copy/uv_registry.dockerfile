# A lock file of uv names an index that is a directory.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN uv sync --locked
=== blocked
uv.lock names packages of the project itself
=== file pyproject.toml
[project]
name = "a"
version = "1"
=== file uv.lock
version = 1
[[package]]
name = "flask"
source = { registry = "simple" }
=== file a.py
x
=== file .dockerignore
.venv
