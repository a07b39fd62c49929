# A lock file in another way of writing names a directory.
=== before
FROM python:3.12
RUN pip install uv
WORKDIR /app
COPY . .
RUN uv sync --locked
=== blocked
names packages of the project itself
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
source = { subdirectory = 'a', directory = 'lib/flask' }
=== file .dockerignore
**/.venv
=== file lib/flask/a.py
1
