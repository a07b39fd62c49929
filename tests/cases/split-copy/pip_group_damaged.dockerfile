# pyproject.toml cannot be read.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
pyproject.toml cannot be read
=== file app.py
1
=== file pyproject.toml
[dependency-groups
