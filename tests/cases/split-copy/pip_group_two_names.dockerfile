# Two groups are one after normalizing.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
pyproject.toml has two groups of one name
=== file app.py
1
=== file pyproject.toml
[dependency-groups]
dev = []
DEV = ["a"]
