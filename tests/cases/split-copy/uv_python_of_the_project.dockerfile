# .python-version may name a directory of the project, in which uv looks for a Python.
=== before
FROM python:3.12
RUN pip install uv
WORKDIR /app
COPY . .
RUN uv sync --locked
=== blocked
may name a Python of the project
=== file pyproject.toml
[project]
name = "app"
version = "1.0.0"
requires-python = ">=3.11"
dependencies = ["flask"]
=== file uv.lock
version = 1
requires-python = ">=3.11"

[[package]]
name = "app"
version = "1.0.0"
source = { virtual = "." }
dependencies = [{ name = "flask" }]

[[package]]
name = "flask"
version = "3.0.0"
source = { registry = "https://pypi.example/simple" }
=== file .python-version
runtime
=== file runtime/bin/python3
1
=== file .dockerignore
**/.venv
