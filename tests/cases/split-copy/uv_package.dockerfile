# A project without a build system is a package if it says so.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN uv sync --locked
=== blocked
installs the project itself
=== file pyproject.toml
[project]
name = "a"
version = "1"
[tool.uv]
package = true
=== file uv.lock
version = 1
=== file a.py
x
=== file .dockerignore
.venv
