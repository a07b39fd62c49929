# There are no groups.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
pyproject.toml has no groups of dependencies
=== file app.py
1
=== file pyproject.toml
[project]
name = "a"
