# A requirement is a directory of the project.
=== before
FROM python:3.12
WORKDIR /app
COPY . .
RUN pip install --group dev
=== blocked
pyproject.toml names what is no package of an index
=== file app.py
1
=== file pyproject.toml
[dependency-groups]
dev = ["a @ file:///app/a"]
