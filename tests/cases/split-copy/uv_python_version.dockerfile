# .python-version is copied along where it names no more than a version.
=== before
FROM python:3.12
RUN pip install uv
WORKDIR /app
COPY . .
RUN uv sync --locked
=== after
FROM python:3.12
RUN pip install uv
WORKDIR /app
COPY .python-version pyproject.toml uv.lock .python-version[s] uv.tom[l] ./
RUN uv sync --locked
COPY . .
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
sdist = { url = "https://files.example/flask-3.0.0.tar.gz", hash = "sha256:0" }
wheels = [
    { url = "https://files.example/flask-3.0.0-py3-none-any.whl", hash = "sha256:1" },
]
=== file .python-version
3.12
=== file .dockerignore
**/.venv
=== file app.py
1
