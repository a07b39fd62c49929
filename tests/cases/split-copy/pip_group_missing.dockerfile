# There is no such group.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
pyproject.toml has no group 'dev'
=== file app.py
1
=== file pyproject.toml
[dependency-groups]
test = ["pytest"]
